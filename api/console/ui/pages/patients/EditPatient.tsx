import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { useState } from 'preact/hooks'
import type { Identite, Patient } from '../../data/patient.ts'
import { CommandWay } from '../../parts/CommandWay.tsx'
import { focused } from '../../parts/focused.ts'
import { useCommand } from '../../parts/useCommand.ts'
import { type Entered, IdentityFields, nothingEntered } from './IdentityFields.tsx'
import { texts } from './texts.ts'

/** Changes what is known of a patient. Only what was changed is sent; a field cannot be emptied, since null says nothing. */
export function EditPatient({
  patientId,
  identite,
  onClose,
}: {
  readonly patientId: string
  readonly identite: Identite
  readonly onClose: () => void
}) {
  const t = say(texts)
  const [before] = useState<Entered>(() => entries(nothingEntered, name => identite[name] ?? ''))
  const [entered, enter] = useState(before)
  const command = useCommand<Patient>()
  const progress = command.progress.value
  const changes = Object.entries(entered).filter(
    ([name, value]) => value.trim() !== '' && value !== before[name as keyof Entered],
  )
  const send = (event: Event) => {
    event.preventDefault()
    const path = `/api/patients/${encodeURIComponent(patientId)}`
    void command.send({ method: 'PATCH', path, body: Object.fromEntries(changes) })
  }
  return (
    <Dialog title={t.edit} onClose={onClose}>
      {(progress === null || progress.stage === 'failed') && (
        <form class="stack" onSubmit={send}>
          <IdentityFields
            entered={entered}
            onEnter={enter}
            problem={progress?.stage === 'failed' ? progress.problem : null}
          />
          <div class="row patients-actions">
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button kind="primary" type="submit" disabled={changes.length === 0}>
              {t.save}
            </Button>
          </div>
        </form>
      )}
      <CommandWay command={command} verdict={() => ({ outcome: 'accepted', title: t.changed })} />
      {progress?.stage === 'decided' && (
        <div class="row patients-actions">
          <Button kind="primary" ref={focused} onClick={onClose}>
            {t.done}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

const entries = (of: Entered, value: (name: keyof Entered) => string): Entered =>
  Object.fromEntries(Object.keys(of).map(name => [name, value(name as keyof Entered)])) as Entered

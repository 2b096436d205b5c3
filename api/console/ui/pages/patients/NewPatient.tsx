import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { useState } from 'preact/hooks'
import { fullName, type Patient } from '../../data/patient.ts'
import { CommandWay } from '../../parts/CommandWay.tsx'
import { focused } from '../../parts/focused.ts'
import { useCommand } from '../../parts/useCommand.ts'
import { IdentityFields, nothingEntered } from './IdentityFields.tsx'
import { texts } from './texts.ts'

/** Registers a patient: the form, then what becomes of it. */
export function NewPatient({ onClose }: { readonly onClose: () => void }) {
  const t = say(texts)
  const [entered, enter] = useState(nothingEntered)
  const command = useCommand<Patient>()
  const progress = command.progress.value
  const isOpen = progress === null || progress.stage === 'failed'
  const send = (event: Event) => {
    event.preventDefault()
    const given = Object.entries(entered).filter(([, value]) => value.trim() !== '')
    void command.send({ method: 'POST', path: '/api/patients', body: Object.fromEntries(given) })
  }
  return (
    <Dialog title={t.add} onClose={onClose}>
      {isOpen && (
        <form class="stack" onSubmit={send}>
          <IdentityFields
            entered={entered}
            onEnter={enter}
            problem={progress?.stage === 'failed' ? progress.problem : null}
          />
          <div class="row patients-actions">
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button kind="primary" type="submit">
              {t.register}
            </Button>
          </div>
        </form>
      )}
      <CommandWay
        command={command}
        verdict={patient => ({
          outcome: 'accepted',
          title: t.registered(fullName(patient)),
          detail: (
            <a href={pathTo('patients', [patient.patientId])} onClick={onClose}>
              {t.openDossier}
            </a>
          ),
        })}
      />
      {progress?.stage === 'decided' && (
        <div class="row patients-actions">
          <Button
            onClick={() => {
              command.forget()
              enter(nothingEntered)
            }}
          >
            {t.another}
          </Button>
          <Button kind="primary" ref={focused} onClick={onClose}>
            {t.done}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

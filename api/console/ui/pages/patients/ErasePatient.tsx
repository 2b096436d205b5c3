import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import type { Patient } from '../../data/patient.ts'
import { CommandWay } from '../../parts/CommandWay.tsx'
import { focused } from '../../parts/focused.ts'
import { useCommand } from '../../parts/useCommand.ts'
import { texts } from './texts.ts'

/** Asks once more, says what goes and what stays, and erases. */
export function ErasePatient({
  patientId,
  name,
  onClose,
}: {
  readonly patientId: string
  readonly name: string
  readonly onClose: () => void
}) {
  const t = say(texts)
  const command = useCommand<Patient>()
  const progress = command.progress.value
  const erase = () =>
    void command.send({ method: 'DELETE', path: `/api/patients/${encodeURIComponent(patientId)}` })
  return (
    <Dialog
      title={t.eraseTitle(name || patientId)}
      onClose={onClose}
      actions={
        progress?.stage === 'decided' ? (
          <Button kind="primary" ref={focused} onClick={onClose}>
            {t.done}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t.cancel}</Button>
            <Button kind="danger" busy={progress !== null && progress.stage !== 'failed'} onClick={erase}>
              {t.erase}
            </Button>
          </>
        )
      }
    >
      <p>{t.eraseDetail}</p>
      <CommandWay command={command} verdict={() => ({ outcome: 'accepted', title: t.erasedNow })} />
    </Dialog>
  )
}

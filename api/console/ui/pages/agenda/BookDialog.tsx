import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { Field } from 'millrace/console/ui/parts/Field.tsx'
import { useState } from 'preact/hooks'
import type { Patient } from '../../data/patient.ts'
import { CommandWay } from '../../parts/CommandWay.tsx'
import { PatientPicker } from '../../parts/PatientPicker.tsx'
import { useCommand } from '../../parts/useCommand.ts'
import type { Rendezvous } from '../../rendezvous/rendezvous.ts'
import type { Slot } from '../../rendezvous/slot.ts'
import { verdict } from '../../rendezvous/verdict.ts'
import { instantOf, WhenFields } from '../../rendezvous/WhenFields.tsx'
import { texts } from './texts.ts'

export interface BookDialogProps {
  /** Where it begins; every part of it can be changed. */
  readonly slot: Slot
  readonly onChange: () => void
  readonly onClose: () => void
}

/** Asks for a rendezvous, and shows how the stream decides. */
export function BookDialog({ slot: first, onChange, onClose }: BookDialogProps) {
  const t = say(texts)
  const [slot, setSlot] = useState(first)
  const [patient, setPatient] = useState<Patient | null>(null)
  const [motif, setMotif] = useState('')
  const [lacking, lack] = useState(false)
  const command = useCommand<Rendezvous>()
  const stage = command.progress.value?.stage
  const submit = async (event: Event) => {
    event.preventDefault()
    lack(patient === null)
    if (patient === null) return
    await command.send({
      method: 'POST',
      path: '/api/rendezvous',
      body: {
        patientId: patient.patientId,
        medecinId: slot.medecinId,
        dateRendezVous: instantOf(slot),
        ...(motif.trim() && { motif: motif.trim() }),
      },
    })
    onChange()
  }
  return (
    <Dialog title={t.booking} place="side" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <PatientPicker
          label={t.patient}
          patient={patient}
          error={lacking && patient === null ? t.choosePatient : null}
          onPick={setPatient}
        />
        <WhenFields slot={slot} onChange={setSlot} />
        <Field label={t.motif}>
          {control => (
            <input {...control} value={motif} onInput={event => setMotif(event.currentTarget.value)} />
          )}
        </Field>
        <p class="soft">{t.streamDecides}</p>
        <div class="row">
          <Button kind="primary" type="submit" busy={stage === 'posting' || stage === 'deciding'}>
            {t.book}
          </Button>
          <Button onClick={onClose}>{t.close}</Button>
        </div>
      </form>
      <CommandWay command={command} verdict={verdict} />
    </Dialog>
  )
}

import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { useState } from 'preact/hooks'
import { practice } from '../practice.ts'
import type { Rendezvous } from './rendezvous.ts'
import type { Slot } from './slot.ts'
import { texts } from './texts.ts'
import { instantOf, WhenFields } from './WhenFields.tsx'

export interface MoveFormProps {
  readonly of: Rendezvous
  /** The body of the command. */
  readonly onMove: (body: object) => void
  readonly onBack: () => void
}

/** Another time, or another médecin. The command names both people again: it is the request once more. */
export function MoveForm({ of, onMove, onBack }: MoveFormProps) {
  const t = say(texts)
  const [slot, setSlot] = useState<Slot>(() => {
    const { day, minutes } = practice.localOf(of.dateRendezVous ? Date.parse(of.dateRendezVous) : Date.now())
    return { medecinId: of.medecinId!, day, minutes }
  })
  return (
    <form
      class="stack"
      onSubmit={event => {
        event.preventDefault()
        onMove({ patientId: of.patientId, medecinId: slot.medecinId, dateRendezVous: instantOf(slot) })
      }}
    >
      <h3>{t.moveTo}</h3>
      <WhenFields slot={slot} onChange={setSlot} />
      <div class="row">
        <Button kind="primary" type="submit">
          {t.move}
        </Button>
        <Button onClick={onBack}>{t.back}</Button>
      </div>
    </form>
  )
}

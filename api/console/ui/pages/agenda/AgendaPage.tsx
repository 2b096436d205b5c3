import { useSignal } from '@preact/signals'
import { say } from 'millrace/console/ui/language.ts'
import { useEffect } from 'preact/hooks'
import { medecins } from '../../data/medecins.ts'
import { NoMedecins } from '../../rendezvous/NoMedecins.tsx'
import { RendezvousDialog } from '../../rendezvous/RendezvousDialog.tsx'
import type { Creneau } from '../../rendezvous/rendezvous.ts'
import type { Slot } from '../../rendezvous/slot.ts'
import { useSlots } from '../../rendezvous/useSlots.ts'
import { BookDialog } from './BookDialog.tsx'
import { columnsOf } from './columnsOf.ts'
import { Grid } from './Grid.tsx'
import { Legend } from './Legend.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Tour } from './Tour.tsx'
import { texts } from './texts.ts'
import { useDay } from './useDay.ts'
import { whereNow } from './where.ts'
import './agenda.css'

/** The practice's day, or a médecin's week. */
export default function AgendaPage() {
  const where = whereNow()
  const { day, isNext, passOver } = useDay(where)
  const open = useSignal<Creneau | null>(null)
  const booking = useSignal<Slot | null>(null)
  const columns = columnsOf({ ...where, day }, medecins.value)
  const slots = useSlots(columns)
  const all = [...slots.values()].map(each => each.data.value)
  const nothing = all.length > 0 && all.every(each => each !== null && each.creneaux.length === 0)
  useEffect(() => {
    if (nothing) passOver()
  }, [nothing, day])

  const refresh = () => {
    for (const each of slots.values()) each.refresh()
  }
  if (medecins.value.length === 0) return <NoMedecins />
  return (
    <>
      <Tour />
      <Toolbar
        where={where}
        day={day}
        onBook={() => {
          booking.value = { medecinId: columns[0]!.medecinId, day, minutes: null }
        }}
      />
      <Legend shown={all} note={isNext && !nothing ? say(texts).nextOpen : null} />
      <Grid
        columns={columns}
        slots={slots}
        onOpen={creneau => {
          open.value = creneau
        }}
        onBook={slot => {
          booking.value = slot
        }}
      />
      {open.value && (
        <RendezvousDialog
          rendezVousId={open.value.rendezVousId}
          onChange={refresh}
          onClose={() => {
            open.value = null
          }}
        />
      )}
      {booking.value && (
        <BookDialog
          slot={booking.value}
          onChange={refresh}
          onClose={() => {
            booking.value = null
          }}
        />
      )}
    </>
  )
}

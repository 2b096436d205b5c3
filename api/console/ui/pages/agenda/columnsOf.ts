import { shortDay } from 'millrace/console/ui/format.ts'
import type { Medecin } from '../../data/medecins.ts'
import { practice } from '../../practice.ts'
import { idOf } from '../../rendezvous/daySlots.ts'
import { addDays, mondayOf } from '../../zoned.ts'
import type { Column } from './column.ts'
import type { Where } from './where.ts'

/** A column a médecin on a day, or a column a day of a médecin's week. */
export function columnsOf(
  where: Where & { readonly day: string },
  medecins: readonly Medecin[],
): readonly Column[] {
  const { view, day } = where
  if (view === 'day')
    return medecins.map(each =>
      column(each, day, {
        title: (each.nom ?? each.medecinId).replace(/^Dr\.? /, ''),
        note: each.specialite ?? '',
      }),
    )
  const medecin = medecins.find(each => each.medecinId === where.medecinId) ?? medecins[0]
  if (!medecin) return []
  const monday = mondayOf(day)
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map(each =>
    column(medecin, each, { title: shortDay(practice.instantOf(each, 720)), note: '' }),
  )
}

function column(
  { medecinId, dureeConsultation }: Medecin,
  day: string,
  words: { readonly title: string; readonly note: string },
): Column {
  return { id: idOf({ medecinId, day }), medecinId, day, duration: dureeConsultation ?? 30, ...words }
}

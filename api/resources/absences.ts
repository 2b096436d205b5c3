import { type Static, Type } from 'typebox'
import type { Absence } from '../../state/absencesRow.ts'
import { when } from '../when.ts'
import { id, instant, nullableInstant } from './fields.ts'

/** More are not shown: the latest are. */
export const maxAbsencesShown = 500

export const absencesSchema = Type.Object({
  medecinId: id(),
  items: Type.Array(
    Type.Object({
      absent: Type.Boolean({ description: 'False: is there after all; the later word holds' }),
      debut: instant(),
      fin: nullableInstant('Null: until further notice'),
      ditLe: instant('Event time'),
    }),
    { description: `What was said, the latest ${maxAbsencesShown}, oldest first` },
  ),
})

export const showAbsences = (medecinId: string, said: readonly Absence[]): Static<typeof absencesSchema> => ({
  medecinId,
  items: said.slice(-maxAbsencesShown).map(({ absent, debut, fin, time }) => ({
    absent,
    debut: when(debut)!,
    fin: when(fin),
    ditLe: when(time)!,
  })),
})

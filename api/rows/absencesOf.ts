import type { Absence, AbsencesRow } from '../../state/absencesRow.ts'
import { absencesKey, type KeyRange, rangeOf } from '../../state/keys.ts'
import { isLater } from '../../state/stamp.ts'
import { stores } from '../../topology/stores.ts'
import { everyRow } from './everyRow.ts'
import type { Freshness } from './freshness.ts'
import type { Rows } from './rows.ts'

/** What a médecin has said of when he is away, in the order of event time; of an interval: all that touches it, and more. */
export async function absencesOf(
  rows: Rows,
  medecinId: string,
  freshness: Freshness,
  interval?: { readonly debut: number; readonly fin: number },
): Promise<readonly Absence[]> {
  const { name } = stores.absences
  const head = await rows.get(name, absencesKey(medecinId, null), freshness)
  if (head === null) return []
  const said = new Map<string, Absence>()
  const add = (row: unknown) => {
    // One that touches several months lies in each of them.
    for (const each of (row as AbsencesRow).evenements) said.set(each.eventId, each)
  }
  add(head)
  const range = interval ? monthsOf(medecinId, interval) : rangeOf(medecinId)
  for await (const row of everyRow(rows, name, range, freshness)) add(row)
  return [...said.values()].sort((a, b) => (isLater(a, b) ? 1 : -1))
}

/** Keys end with the month: what follows it is beyond. */
function monthsOf(medecinId: string, { debut, fin }: { debut: number; fin: number }): KeyRange {
  const key = (time: number) => absencesKey(medecinId, new Date(time).toISOString().slice(0, 7))
  return { from: key(debut), to: `${key(fin)}|`, partitionOf: key(debut) }
}

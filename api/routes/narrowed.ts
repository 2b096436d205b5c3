import type { Zone } from '../../events/zone.ts'
import { invalid } from '../problems.ts'
import type { ListIndex } from '../resources/listIndex.ts'
import type { Resource } from '../resources/resource.ts'
import type { RowQuery } from '../rows/rows.ts'

type Given = Readonly<Record<string, string>>

/**
 * The rows that a list's filters ask for: by an index where one answers any of them, the most selective first; what it does
 * not answer is looked at row by row. Throws a Problem for what cannot be asked for.
 */
export function narrowed(
  { indexes = [] }: Pick<Resource, 'indexes'>,
  { date, ...given }: Given,
  zone: Zone,
): Pick<RowQuery, 'by' | 'where'> {
  const index = indexes.find(({ filter }) => given[filter] !== undefined)
  if (date !== undefined && !index?.isDated)
    throw invalid([{ where: 'querystring/date', message: needsSomebody }])
  const rest = Object.entries(given).filter(([name]) => name !== index?.filter)
  return {
    ...(index && { by: rangeOf(index, given[index.filter]!, date, zone) }),
    ...(rest.length > 0 && { where: Object.fromEntries(rest) }),
  }
}

function rangeOf({ index, filter, prefix }: ListIndex, value: string, date: string | undefined, zone: Zone) {
  if (prefix) {
    const begin = prefix(value)
    if (begin === '') throw invalid([{ where: `querystring/${filter}`, message: needsLetters }])
    return { index, prefix: begin }
  }
  if (date === undefined) return { index, key: value }
  const midnight = Date.parse(date)
  return {
    index,
    from: [value, zone.toInstant(midnight)],
    to: [value, zone.toInstant(midnight + 86_400_000)],
  }
}

const needsSomebody = {
  en: 'needs patientId or medecinId beside it',
  fr: 'demande patientId ou medecinId avec elle',
}
const needsLetters = { en: 'must have a letter or a digit', fr: 'doit avoir une lettre ou un chiffre' }

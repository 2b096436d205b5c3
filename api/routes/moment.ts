import { Type } from 'typebox'
import { invalid } from '../problems.ts'

/** What views whose rows have versions can be asked. */
export const atQuery = {
  at: Type.Optional(
    Type.String({
      format: 'date-time',
      description:
        'As it was at this moment of event time, HISTORY_DAYS back at most: what was known then, and nothing that came later. Default: as it is',
    }),
  ),
}

/** Event time; undefined: now. Throws a Problem for what cannot be read. */
export function momentOf({ at }: { readonly at?: string }): number | undefined {
  if (at === undefined) return undefined
  const moment = Date.parse(at)
  if (Number.isNaN(moment)) throw invalid([{ where: 'querystring/at', message: unreadable }])
  return moment
}

const unreadable = { en: 'is not a date and time', fr: 'n’est pas une date et une heure' }

import type { Ledger } from '../state/ledger.ts'
import type { Events } from './events.ts'
import type { Reason } from './reason.ts'

/** Who wrote the fields of a row last, by event. */
export const champsReasons = (
  of: string,
  { applied }: { readonly applied: Ledger },
  events: Events,
): readonly Reason[] =>
  applied.events
    .filter(({ fields }) => fields.length > 0)
    .map(({ fields, eventId }) => ({
      of,
      about: 'champs',
      text: `${fields.join(', ')}: as said last`,
      because: events.withId(eventId),
    }))

import { isLater, type Stamp } from './stamp.ts'

/** An event that changed a row, and the fields of which it is the last writer. */
export interface AppliedEvent extends Stamp {
  readonly fields: readonly string[]
}

/**
 * The events that made a row, oldest first. It answers two questions: has this event been applied (then it has no further
 * effect), and who wrote a field last. At most {@link maxApplied} are kept besides those that still own a field; a repeat of
 * a dropped one is merged again, which changes no field, and is counted again in `dropped`.
 */
export interface Ledger {
  readonly events: readonly AppliedEvent[]
  readonly dropped: number
}

export const maxApplied = 64
export const emptyLedger: Ledger = { events: [], dropped: 0 }

/** How many events have been applied: grows with each, and is the same whatever the order they came in. */
export const appliedCount = (ledger: Ledger): number => ledger.events.length + ledger.dropped

/**
 * Applies an event to a row: of each field in the patch the writer with the greatest (time, eventId) wins, in whatever order
 * events arrive. Null when the event was applied before.
 */
export function applyFields<Row extends { readonly applied: Ledger }>(
  row: Row,
  stamp: Stamp,
  patch: Partial<NoInfer<Row>>,
): Row | null {
  const { events } = row.applied
  if (events.some(each => each.eventId === stamp.eventId)) return null

  const won = Object.keys(patch).filter(field => {
    const owner = events.find(each => each.fields.includes(field))
    return owner === undefined || isLater(stamp, owner)
  })
  const next = { ...row } as Record<string, unknown>
  for (const field of won) next[field] = patch[field as keyof Row]
  next.applied = record(row.applied, { time: stamp.time, eventId: stamp.eventId, fields: won })
  return next as Row
}

function record(ledger: Ledger, event: AppliedEvent): Ledger {
  const events: AppliedEvent[] =
    event.fields.length === 0 ? [...ledger.events] : ledger.events.map(each => without(each, event.fields))
  const later = events.findIndex(each => isLater(each, event))
  events.splice(later < 0 ? events.length : later, 0, event)
  if (events.length <= maxApplied) return { events, dropped: ledger.dropped }
  const oldest = events.findIndex(each => each.fields.length === 0)
  if (oldest < 0) return { events, dropped: ledger.dropped }
  events.splice(oldest, 1)
  return { events, dropped: ledger.dropped + 1 }
}

function without(event: AppliedEvent, fields: readonly string[]): AppliedEvent {
  if (!event.fields.some(field => fields.includes(field))) return event
  return { ...event, fields: event.fields.filter(field => !fields.includes(field)) }
}

import { derivedEventId } from '../../events/derivedId.ts'
import type { Published } from './play.ts'

/** What somebody who reads only what we publish believes of one consultation, invoice or rejection in the end. */
export interface Belief {
  readonly last: Published
  /** The figures that were told last. */
  readonly created: Published
}

/** Of words about the same thing in the same revision, the later one of these holds. */
const ranks: Readonly<Record<string, number>> = {
  created: 0,
  overdue: 1,
  completed: 2,
  paid: 2,
  cancelled: 3,
  rejected: 3,
}
const wordOf = (event: Published): string => event.eventType.split('.')[1]!

/** The last word about each consultation or invoice, by its id. */
export function beliefs(published: readonly Published[], kind: string): ReadonlyMap<string, Belief> {
  const found = new Map<string, Belief>()
  for (const event of published.filter(each => each.eventType.startsWith(`${kind}.`))) {
    const id = event.data[`${kind}Id`] as string
    const belief = found.get(id)
    const last = belief === undefined || overrules(event, belief.last) ? event : belief.last
    const isFigure = wordOf(event) === 'created'
    const created =
      belief === undefined || (isFigure && overrules(event, belief.created)) ? event : belief.created
    found.set(id, { last, created })
  }
  return found
}

/** The rendezvous of which the last word is that they are rejected, with the reason. */
export function believedRejected(published: readonly Published[]): ReadonlyMap<string, string> {
  const last = new Map<string, Published>()
  const words = ['rendezvous.rejected', 'consultation.created']
  for (const event of published.filter(({ eventType }) => words.includes(eventType))) {
    const id = event.data.rendezVousId as string
    const before = last.get(id)
    if (before === undefined || overrules(event, before)) last.set(id, event)
  }
  const rejected = [...last].filter(([, { eventType }]) => eventType === 'rendezvous.rejected')
  return new Map(rejected.map(([id, { data }]) => [id, data.raison as string]))
}

function overrules(a: Published, b: Published): boolean {
  const [x, y] = [revisionOf(a), revisionOf(b)]
  return x > y || (x === y && ranks[wordOf(a)]! > ranks[wordOf(b)]!)
}

export function revisionOf({ eventId, eventType, data }: Published): number {
  for (let revision = 0; revision < 200; revision++)
    if (derivedEventId(data.rendezVousId as string, eventType, revision) === eventId) return revision
  throw new Error(`${eventType} ${eventId} is not derived from its cause`)
}

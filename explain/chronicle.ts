import { partitionForKey } from 'millrace/wire'
import { horizonAt } from '../processors/horizon.ts'
import type { Connections } from './connections.ts'
import type { InputPartition } from './inputLog.ts'
import type { Involved } from './involved.ts'
import type { Reading, Told } from './reading.ts'

/** An event of those involved, or that somebody else's event moved the clock of a rendezvous. */
export type Entry =
  | { readonly kind: 'told'; readonly told: Told; readonly timestamp: number }
  | {
      readonly kind: 'time'
      readonly time: number
      /** Of the rendezvous' side of the topology: each has a clock of its own. */
      readonly partition: number
      readonly timestamp: number
    }

export const maxEvents = 50_000

/** There is more to read than is held at once. */
export class TooManyEvents extends Error {
  constructor() {
    super(`More than ${maxEvents} events have to do with it: they are not replayed one by one.`)
    this.name = 'TooManyEvents'
  }
}

/**
 * All that can have had a part in it, in the order in which the cabinet takes records: each partition in its own order, the
 * earliest record among them first. Throws {@link TooManyEvents}.
 */
export async function chronicle(
  log: readonly InputPartition[],
  reading: Reading,
  connections: Connections,
  who: Involved,
  partitions: number,
): Promise<readonly Entry[]> {
  const clocks = new Set([...who.rendezvous].map(id => partitionForKey(id, partitions)))
  const lists: (readonly Entry[])[] = []
  let events = 0
  for (const each of log) {
    const list: Entry[] = []
    const horizons = new Map<number, number>()
    for await (const told of reading.events(each)) {
      const { event, record } = told
      const { timestamp } = record
      const rendezVousId = connections.rendezvousOf(event)
      const partition = rendezVousId === null ? -1 : partitionForKey(rendezVousId, partitions)
      const time = Math.max(0, Math.min(event.time, timestamp))
      const moves = clocks.has(partition) && horizonAt(time) > (horizons.get(partition) ?? -1)
      if (moves) horizons.set(partition, horizonAt(time))
      if (isOf(who, told, rendezVousId)) {
        if (++events > maxEvents) throw new TooManyEvents()
        list.push({ kind: 'told', told, timestamp })
      } else if (moves) list.push({ kind: 'time', time, partition, timestamp })
    }
    lists.push(list)
  }
  return merged(lists)
}

function isOf(who: Involved, { event }: Told, rendezVousId: string | null): boolean {
  switch (event.type) {
    case 'patient.created':
    case 'patient.updated':
    case 'patient.deleted':
      return who.patients.has(event.data.patientId) || who.patientsOfRivals.has(event.data.patientId)
    case 'medecin.created':
    case 'medecin.updated':
    case 'medecin.available':
    case 'medecin.unavailable':
    case 'creneau.libere':
      return who.medecins.has(event.data.medecinId)
    case 'paiement.pending':
    case 'paiement.completed':
    case 'paiement.failed':
      return rendezVousId !== null && who.rendezvous.has(rendezVousId)
    default:
      return rendezVousId !== null && (who.rendezvous.has(rendezVousId) || who.rivals.has(rendezVousId))
  }
}

/** The lists are in the order of their topics and partitions, which decides among equals. */
function merged(lists: readonly (readonly Entry[])[]): readonly Entry[] {
  const heads = lists.filter(list => list.length > 0).map(list => ({ list, at: 0 }))
  const all: Entry[] = []
  while (heads.length > 0) {
    let first = heads[0]!
    for (const head of heads)
      if (head.list[head.at]!.timestamp < first.list[first.at]!.timestamp) first = head
    all.push(first.list[first.at++]!)
    if (first.at === first.list.length) heads.splice(heads.indexOf(first), 1)
  }
  return all
}

import type { Polled } from 'millrace/console/ui/data/poll.ts'
import type { Slots } from '../../rendezvous/daySlots.ts'
import type { Creneau } from '../../rendezvous/rendezvous.ts'

/** Somebody who has a rendezvous today. */
export interface Expected extends Creneau {
  readonly medecinId: string
  /** `over`: the time is past, and nobody has said that it took place. */
  readonly situation: 'over' | 'now' | 'ahead' | 'done'
}

/** Everybody of the day, in the order of time. */
export function expectedOf(slots: ReadonlyMap<string, Polled<Slots>>, now: number): readonly Expected[] {
  return [...slots]
    .flatMap(([id, polled]) => {
      const medecinId = id.slice(0, id.lastIndexOf('@'))
      return (polled.data.value?.creneaux ?? []).map(each => ({
        ...each,
        medecinId,
        situation: situationOf(each, now),
      }))
    })
    .sort((a, b) => a.debut.localeCompare(b.debut) || a.medecinId.localeCompare(b.medecinId))
}

function situationOf({ statut, debut, fin }: Creneau, now: number): Expected['situation'] {
  if (statut === 'TERMINE') return 'done'
  if (Date.parse(fin) <= now) return 'over'
  return Date.parse(debut) <= now ? 'now' : 'ahead'
}

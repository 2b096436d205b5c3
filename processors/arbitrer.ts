import type { Refus } from '../state/decision.ts'
import type { Prise } from '../state/heureRow.ts'
import { isLater } from '../state/stamp.ts'
import type { Planning } from './planning.ts'
import { empeche, precede, type Reservation, sameReservations } from './reservation.ts'

/** What a demande asked for and asks for now, where that may have changed. */
export interface Changement {
  readonly avant: readonly Reservation[]
  readonly apres: readonly Reservation[]
}

/** A reservation to be decided, and how that came out before; undefined: it is new. */
export interface AJuger {
  readonly reservation: Reservation
  readonly avant: Refus | null | undefined
}

/** One that came out otherwise than before. */
export interface Verdict extends AJuger {
  readonly refus: Refus | null
}

/**
 * Decides what a change touches, in the order of decisions: each is refused if the médecin had said that he is away, or if the
 * time was taken by one decided before it. One that comes out otherwise has those decided again that came after it and want
 * some of the same time; nothing else can have changed. So it ends as if all had arrived in order.
 */
export function arbitrer(
  planning: Planning,
  changements: readonly Changement[],
  aJuger: readonly AJuger[] = [],
): readonly Verdict[] {
  // A médecin who has come after many had asked for him.
  if (changements.length > 1) planning.lire(changements.flatMap(({ avant, apres }) => [...avant, ...apres]))
  const queue = new Queue(aJuger)
  const freed: Reservation[] = []
  for (const { avant, apres } of changements) {
    if (sameReservations(avant, apres)) continue
    for (const each of avant) {
      if (planning.refus(each) === null) freed.push(each)
      planning.rayer(each)
    }
    for (const each of apres) queue.add({ reservation: each, avant: undefined })
  }
  // Only now: all that is gone is out of the way.
  const apres = changements.flatMap(each => each.apres)
  for (const each of freed) {
    const shortened = apres.find(other => isShortened(each, other))
    for (const next of suivants(planning, each, shortened)) queue.add(next)
  }

  const verdicts: Verdict[] = []
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    const { reservation, avant } = next
    const refus = juger(planning, reservation)
    if (refus === avant) continue
    planning.inscrire(reservation, refus)
    verdicts.push({ reservation, avant, refus })
    const held = avant === null || (avant === undefined && freed.some(each => isShortened(each, reservation)))
    if (held !== (refus === null)) for (const each of suivants(planning, reservation)) queue.add(each)
  }
  return verdicts
}

function juger(planning: Planning, reservation: Reservation): Refus | null {
  if (planning.estAbsent(reservation)) return 'MEDECIN_INDISPONIBLE'
  const before = planning.tenants(reservation).filter(each => each.decideLe <= reservation.decision.time)
  const isTaken = planning.reservations(before).some(each => empeche(each, reservation))
  return isTaken ? 'CRENEAU_OCCUPE' : null
}

/** Those that it keeps from their time, if it has its own; but not those that `still` keeps from it as well. */
function suivants(planning: Planning, reservation: Reservation, still?: Reservation): readonly AJuger[] {
  const from = still?.jusqua ?? reservation.decision
  const later = (prise: Prise) => prise.decideLe >= from.time
  const [tenants, refuses] = [planning.tenants(reservation), planning.refuses(reservation)]
  const entries = [...tenants.map(each => ({ ...each, refus: null })), ...refuses].filter(later)
  return planning
    .reservations(entries)
    .map((each, i) => ({ reservation: each, avant: entries[i]!.refus }))
    .filter(each => empeche(reservation, each.reservation))
}

/** What comes of it alone is that it ends, or ends earlier: nobody decided before that is concerned. */
const isShortened = (before: Reservation, now: Reservation): boolean =>
  now.jusqua !== null &&
  (before.jusqua === null || isLater(before.jusqua, now.jusqua)) &&
  before.rendezVousId === now.rendezVousId &&
  sameReservations([{ ...before, jusqua: now.jusqua }], [now])

/** What is still to be decided, each once, the first to be decided first. */
class Queue {
  readonly #waiting: AJuger[] = []
  readonly #known = new Set<string>()

  constructor(all: readonly AJuger[]) {
    for (const each of all) this.add(each)
  }

  add(added: AJuger): void {
    const { rendezVousId, rang } = added.reservation
    const id = `${rang} ${rendezVousId}`
    if (this.#known.has(id)) return
    this.#known.add(id)
    // The first to be taken is the last of the list.
    let [low, high] = [0, this.#waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (precede(added.reservation, this.#waiting[middle]!.reservation)) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, added)
  }

  take(): AJuger | undefined {
    return this.#waiting.pop()
  }
}

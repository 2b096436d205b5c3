import type { Refus } from '../state/decision.ts'
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
  const queue = [...aJuger]
  const freed: Reservation[] = []
  for (const { avant, apres } of changements) {
    if (sameReservations(avant, apres)) continue
    for (const each of avant) {
      if (planning.refus(each) === null) freed.push(each)
      planning.rayer(each)
    }
    for (const each of apres) queue.push({ reservation: each, avant: undefined })
  }
  // Only now: all that is gone is out of the way.
  for (const each of freed) enqueue(queue, suivants(planning, each))

  const verdicts: Verdict[] = []
  for (let next = takeFirst(queue); next !== undefined; next = takeFirst(queue)) {
    const { reservation, avant } = next
    const refus = juger(planning, reservation)
    if (refus === avant) continue
    planning.inscrire(reservation, refus)
    verdicts.push({ reservation, avant, refus })
    if ((avant === null) !== (refus === null)) enqueue(queue, suivants(planning, reservation))
  }
  return verdicts
}

function juger(planning: Planning, reservation: Reservation): Refus | null {
  if (planning.estAbsent(reservation)) return 'MEDECIN_INDISPONIBLE'
  for (const prise of planning.autour(reservation)) {
    if (prise.refus !== null || prise.decideLe > reservation.decision.time) continue
    if (empeche(planning.reservation(prise), reservation)) return 'CRENEAU_OCCUPE'
  }
  return null
}

/** Those that it keeps from their time, if it has its own. */
function suivants(planning: Planning, reservation: Reservation): readonly AJuger[] {
  return planning
    .autour(reservation)
    .filter(prise => prise.decideLe >= reservation.decision.time)
    .map(prise => ({ reservation: planning.reservation(prise), avant: prise.refus }))
    .filter(each => empeche(reservation, each.reservation))
}

function enqueue(queue: AJuger[], added: readonly AJuger[]): void {
  for (const each of added) if (!queue.some(other => sameClaim(other, each))) queue.push(each)
}

const sameClaim = (a: AJuger, b: AJuger) =>
  a.reservation.rendezVousId === b.reservation.rendezVousId && a.reservation.rang === b.reservation.rang

function takeFirst(queue: AJuger[]): AJuger | undefined {
  let first = 0
  for (let i = 1; i < queue.length; i++)
    if (precede(queue[i]!.reservation, queue[first]!.reservation)) first = i
  return queue.splice(first, 1)[0]
}

import { absentDe } from '../processors/absence.ts'
import { Planning } from '../processors/planning.ts'
import { empeche, type Reservation } from '../processors/reservation.ts'
import type { RangedRows } from '../processors/rows.ts'
import type { Refus } from '../state/decision.ts'
import { demandeKey } from '../state/keys.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { isLater } from '../state/stamp.ts'
import { saidBy } from './finalState.ts'
import type { Place } from './place.ts'
import { type Found, iso } from './reason.ts'

/** Who has the time that a rendezvous wants, or by what its médecin is away. */
export function refusReason(
  { rendezVousId, medecinId }: RendezvousRow,
  refus: Refus,
  { state, events, rules }: Found,
): readonly [text: string, because: readonly Place[]] {
  const demande = state.demandes.get(demandeKey(medecinId!, rendezVousId))!
  const planning = new Planning(medecinId!, state.medecins.get(medecinId!), rules, {
    demandes: asTheyAre(state.demandes),
    heures: asTheyAre(state.heures),
    refus: asTheyAre(state.refus),
    absences: asTheyAre(state.absences),
  })
  const wanted = planning.reservationsDe(demande).find(({ rang }) => rang === demande.anciens.length)!
  if (refus === 'CRENEAU_OCCUPE') {
    const holders = planning.reservations(planning.tenants(wanted)).filter(other => empeche(other, wanted))
    const had = holders.map(each => `${each.rendezVousId} (${interval(each)})`).join(', ')
    return [
      `${refus}: ${interval(wanted)} of ${medecinId} was taken by ${had}, decided before it`,
      holders.flatMap(({ depuis }) => events.withId(depuis.eventId)),
    ]
  }
  const said = saidBy(medecinId!, state)
    .filter(each => isLater(wanted.decision, each))
    .sort((a, b) => (isLater(a, b) ? 1 : -1))
  const away = said.findLast(
    (each, i) =>
      each.absent && absentDe([each], wanted).length > 0 && absentDe(said.slice(i), wanted).length > 0,
  )!
  return [
    `${refus}: ${medecinId} had said that he is away from ${iso(away.debut)}${away.fin === null ? ' on' : ` to ${iso(away.fin)}`}`,
    events.withId(away.eventId),
  ]
}

const interval = ({ debut, fin }: Reservation) => `${iso(debut)} to ${iso(fin)}`

/** Nothing is decided here: they are only read. */
function asTheyAre<Row>(rows: ReadonlyMap<string, Row>): RangedRows<Row> {
  return {
    get: key => rows.get(key),
    getAll: keys => keys.map(key => rows.get(key)),
    range: (from, to) => [...rows].filter(([key]) => key >= from && key < to),
    put: () => {},
    delete: () => {},
  }
}

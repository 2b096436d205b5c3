import { toDecimal } from '../events/money.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { type Found, iso, type Reason } from './reason.ts'

/** Why a rendezvous costs what it costs; null: it has not been decided. */
export function montantReason(row: RendezvousRow, { state, events, rules }: Found): Reason | null {
  const { rendezVousId, medecinId, demandeLe, conclusion } = row
  if (conclusion === null || medecinId === null || demandeLe === null) return null
  const amount = toDecimal(conclusion.montantCentimes).toFixed(2)
  const reason = { of: `rendezvous ${rendezVousId}`, about: 'montant' } as const
  const told = state.medecins.get(medecinId)?.historique.tarifCentimes ?? []
  const inForce = told.findLast(({ time }) => time <= demandeLe)
  const entry = inForce ?? told[0]
  if (entry === undefined) {
    const byDefault = toDecimal(rules.montantParDefautCentimes).toFixed(2)
    return {
      ...reason,
      text: `${amount}: ${medecinId} has no tarif, and the default is ${byDefault}`,
      because: [],
    }
  }
  const text = inForce
    ? `${amount}: the tarif of ${medecinId} since ${iso(entry.time)}, in force when it was asked for, ${iso(demandeLe)}`
    : `${amount}: the first tarif that ${medecinId} ever had, of ${iso(entry.time)}: none was before it was asked for, ${iso(demandeLe)}`
  return { ...reason, text, because: events.withId(entry.eventId) }
}

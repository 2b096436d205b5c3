import { partitionForKey } from 'millrace/wire'
import { derivedId } from '../events/derivedId.ts'
import { createZone, type Zone } from '../events/zone.ts'
import { type Books, type Lines, newLines } from './books.ts'
import { decide, inForce, type Outcome } from './decisions.ts'
import { collect, type Facts } from './facts.ts'
import type { AuditRules, Told } from './told.ts'

const hour = 3_600_000

/**
 * The books as they must be, from everything that was told: plainly, in the order of event times, by one who knows it all.
 * It shares no code with what keeps the stores but the reading of events and the ids derived from them.
 */
export function recompute(told: readonly Told[], rules: AuditRules): Books {
  const facts = collect(told, rules.partitions)
  const zone = createZone(rules.zone)
  const lines = newLines()
  const days = new Map<string, Day>()
  const balances = new Map<string, { facture: number; paye: number }>()
  for (const outcome of decide(facts, rules)) {
    const { facts: rdv, statut, asked, slot } = outcome
    lines.rendezvous.set(rdv.id, statut)
    if (asked === null) continue
    count(lines, statut)
    if (slot) lines.agenda.set(`${slot.medecinId} ${iso(slot.from)} ${rdv.id}`, iso(slot.to))
    const paye = facts.received.get(derivedId('facture', rdv.id)) ?? 0
    const centimes = invoice(lines, outcome, paye, facts, rules)
    const balance = balances.get(asked.patientId) ?? { facture: 0, paye: 0 }
    balances.set(asked.patientId, { facture: balance.facture + (centimes ?? 0), paye: balance.paye + paye })
    work(days, outcome, centimes, zone, rules)
  }
  for (const [id, { facture, paye }] of balances) lines.soldes.set(id, `${facture} ${paye} ${facture - paye}`)
  for (const [key, { rendezVous, minutes, factures, centimes }] of days)
    lines.recettes.set(key, `${rendezVous} ${minutes} ${factures} ${centimes}`)
  total(lines, facts, balances)
  return lines
}

interface Day {
  readonly rendezVous: number
  readonly minutes: number
  readonly factures: number
  readonly centimes: number
}

/** Keeps the invoice, where there is one; the centimes that are due. */
function invoice(
  lines: Lines,
  outcome: Outcome,
  paye: number,
  facts: Facts,
  rules: AuditRules,
): number | null {
  const { facts: rdv, statut, asked, end, acceptedAt } = outcome
  if (acceptedAt === null || statut === 'REJETE') return null
  const issued = issuedAt(outcome, acceptedAt, rules)
  if (issued === null) return null
  const tarifs = facts.medecins.get(asked!.medecinId)?.tarifs ?? []
  const montant = inForce(tarifs, rdv.asked[0]!.time) ?? rules.montantParDefautCentimes
  const factureId = derivedId('facture', rdv.id)
  const keep = (of: string) => lines.factures.set(factureId, `${of} ${montant} ${paye} ${asked!.patientId}`)
  if (end?.how === 'ANNULE') {
    keep(paye > 0 ? 'A_REMBOURSER' : 'ANNULEE')
    return null
  }
  const clock = facts.clocks[partitionForKey(rdv.id, rules.partitions)]!
  const isLate = issued + rules.delaiPaiementMs <= Math.floor(clock / hour) * hour
  const is = paye >= montant ? 'PAYEE' : isLate ? 'EN_RETARD' : 'EMISE'
  keep(is)
  if (is !== 'PAYEE')
    lines.impayes.set(factureId, `${is} ${montant - paye} ${iso(issued + rules.delaiPaiementMs)}`)
  return montant
}

/** When an invoice is issued, event time; null: it is not. */
export function issuedAt(
  { facts, end }: Outcome,
  acceptedAt: number,
  { facturation }: AuditRules,
): number | null {
  if (facturation === 'creation') return acceptedAt
  const done = facts.ends[0]
  if (done?.how !== 'TERMINE' || end === null) return null
  // Taken back afterwards, it has an invoice all the same.
  const tookPlace =
    end.how === 'TERMINE' || end.time > done.time || (end.time === done.time && end.eventId > done.eventId)
  return tookPlace ? Math.max(acceptedAt, done.time) : null
}

/** A médecin's day, local: of the rendezvous, else of its invoice. */
function work(
  days: Map<string, Day>,
  outcome: Outcome,
  centimes: number | null,
  zone: Zone,
  rules: AuditRules,
): void {
  const { statut, asked, acceptedAt, minutes } = outcome
  if (acceptedAt === null || statut === 'ANNULE' || statut === 'REJETE') return
  if (asked!.date === null && centimes === null) return
  const at = asked!.date ?? issuedAt(outcome, acceptedAt, rules)!
  const key = `${asked!.medecinId} ${new Date(zone.toLocal(at)).toISOString().slice(0, 10)}`
  const day = days.get(key) ?? { rendezVous: 0, minutes: 0, factures: 0, centimes: 0 }
  days.set(key, {
    rendezVous: day.rendezVous + 1,
    minutes: day.minutes + (asked!.date === null ? 0 : minutes),
    factures: day.factures + (centimes === null ? 0 : 1),
    centimes: day.centimes + (centimes ?? 0),
  })
}

function count({ totaux }: Lines, statut: string): void {
  totaux.set(statut, String(Number(totaux.get(statut) ?? 0) + 1))
}

function total(
  { totaux }: Lines,
  facts: Facts,
  balances: ReadonlyMap<string, { facture: number; paye: number }>,
): void {
  const all = [...balances.values()]
  totaux.set('facture', String(all.reduce((sum, each) => sum + each.facture, 0)))
  totaux.set('paye', String(all.reduce((sum, each) => sum + each.paye, 0)))
  const medecins = [...facts.medecins.values()].filter(({ knownAt }) => knownAt !== null)
  totaux.set('medecins', String(medecins.length))
}

export const iso = (instant: number): string => new Date(instant).toISOString()

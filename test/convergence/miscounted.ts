import { derivedId } from '../../events/derivedId.ts'
import type { ConsultationRow } from '../../state/consultationRow.ts'
import type { DossierRow } from '../../state/dossierRow.ts'
import type { FactureRow } from '../../state/factureRow.ts'
import type { JourneeRow } from '../../state/journeeRow.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import type { TotauxRow } from '../../state/totauxRow.ts'
import type { Outcome } from './play.ts'
import type { Told } from './told.ts'

interface Options {
  readonly facturation: 'creation' | 'realisation'
  readonly delaiPaiementMs: number
}

/**
 * Where figures are not what a plain count over rendezvous, consultations and payments says: invoices and what was paid of
 * them, balances, days, totals, the unpaid. And words that an erasure should have removed.
 */
export function miscounted(told: readonly Told[], { stores }: Outcome, options: Options): readonly string[] {
  const rows = <Row>(store: string) => Object.values(stores[store] as Readonly<Record<string, Row>>)
  const wrong: string[] = []
  const check = (what: string, is: unknown, must: unknown) => {
    const [a, b] = [plain(is), plain(must)]
    if (a !== b) wrong.push(`${what} is ${a}, and must be ${b}`)
  }
  const rendezvous = rows<RendezvousRow>('rendezvous')
  const factures = new Map(rows<FactureRow>('factures').map(each => [each.rendezVousId, each]))
  const consultations = new Map(rows<ConsultationRow>('consultations').map(each => [each.rendezVousId, each]))
  const received = receivedBy(told)

  const balances = new Map<string, { facture: number; paye: number; count: number }>()
  const days = new Map<string, { rendezVous: number; minutes: number; factures: number; centimes: number }>()
  const statuts: Record<string, number> = {}
  for (const rdv of rendezvous) {
    const { rendezVousId: id, conclusion } = rdv
    const paid = received.get(derivedId('facture', id)) ?? 0
    const facture = factures.get(id)
    const alive = conclusion?.accepteLe != null && rdv.statut !== 'ANNULE'
    const done = rdv.statut === 'TERMINE'
    const due = alive && (options.facturation === 'creation' || done)
    if (due) {
      check(`${id} paid`, facture?.payeCentimes, paid)
      const amount = consultations.get(id)!.montantCentimes
      const isPaid = paid >= amount
      check(`${id} settled`, facture?.statut === 'PAYEE', isPaid)
    } else if (facture) check(`${id} void`, facture.statut, paid > 0 ? 'A_REMBOURSER' : 'ANNULEE')
    if (!conclusion) continue
    statuts[rdv.statut] = (statuts[rdv.statut] ?? 0) + 1
    const balance = balances.get(conclusion.patientId) ?? { facture: 0, paye: 0, count: 0 }
    balances.set(conclusion.patientId, {
      facture: balance.facture + (due ? facture!.montantCentimes : 0),
      paye: balance.paye + paid,
      count: balance.count + 1,
    })
    if (!alive || (conclusion.dateRendezVous === null && !due)) continue
    const at = conclusion.dateRendezVous ?? facture!.emiseLe
    // Casablanca is an hour ahead of UTC, but in Ramadan.
    const key = `${conclusion.medecinId} ${new Date(at + 3_600_000).toISOString().slice(0, 10)}`
    const sums = days.get(key) ?? { rendezVous: 0, minutes: 0, factures: 0, centimes: 0 }
    days.set(key, {
      rendezVous: sums.rendezVous + 1,
      minutes: sums.minutes + (conclusion.dateRendezVous === null ? 0 : conclusion.dureeMinutes),
      factures: sums.factures + (due ? 1 : 0),
      centimes: sums.centimes + (due ? facture!.montantCentimes : 0),
    })
  }

  const dossiers = rows<DossierRow>('dossiers').filter(({ rendezVous }) => rendezVous > 0)
  check(
    'balances',
    dossiers.map(row => [
      row.patientId,
      row.factureCentimes,
      row.payeCentimes,
      row.soldeCentimes,
      row.rendezVous,
    ]),
    [...balances].map(([id, { facture, paye, count }]) => [id, facture, paye, facture - paye, count]),
  )
  const journees = rows<JourneeRow>('journees')
  check(
    'days',
    journees.map(row => [
      `${row.medecinId} ${row.jour}`,
      [row.rendezVous, row.minutes, row.factures, row.factureCentimes],
    ]),
    [...days].map(([key, each]) => [key, Object.values(each)]),
  )
  for (const { medecinId, jour, heures, minutes } of journees) {
    const sum = Object.values(heures).reduce((a, b) => a + b, 0)
    check(`hours of ${medecinId} on ${jour}`, sum, minutes)
  }
  const totals = rows<TotauxRow>('totaux')
  const sum = (of: (row: TotauxRow) => number) => totals.reduce((all, row) => all + of(row), 0)
  for (const statut of new Set([...Object.keys(statuts), ...totals.flatMap(row => Object.keys(row.statuts))]))
    check(
      `rendezvous ${statut}`,
      sum(row => row.statuts[statut as 'ACCEPTE'] ?? 0),
      statuts[statut] ?? 0,
    )
  check(
    'invoiced',
    sum(row => row.factureCentimes),
    [...balances.values()].reduce((a, b) => a + b.facture, 0),
  )
  check(
    'received',
    sum(row => row.payeCentimes),
    [...balances.values()].reduce((a, b) => a + b.paye, 0),
  )
  const unpaid = [...factures.values()].filter(({ statut }) => statut === 'EMISE' || statut === 'EN_RETARD')
  check(
    'unpaid',
    rows<FactureRow>('impayes').map(each => [each.factureId, each.statut]),
    unpaid.map(each => [each.factureId, each.statut]),
  )
  return wrong
}

/** What was received for each invoice: of a payment the last word on how it ended, and the last amount. */
function receivedBy(told: readonly Told[]): ReadonlyMap<string, number> {
  const events = [...new Map(told.map(each => [each.eventId, each])).values()]
  events.sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1))
  const payments = new Map<string, { factureId: string; good: boolean; centimes: number }>()
  for (const { type, data } of events) {
    if (!type.startsWith('paiement.')) continue
    const factureId = data.factureId as string
    const key = `${factureId} ${data.paiementId}`
    const payment = payments.get(key) ?? { factureId, good: false, centimes: 0 }
    if (type !== 'paiement.pending') payment.good = type === 'paiement.completed'
    if (data.montant != null) payment.centimes = Math.round((data.montant as number) * 100)
    payments.set(key, payment)
  }
  const sums = new Map<string, number>()
  for (const { factureId, good, centimes } of payments.values())
    if (good) sums.set(factureId, (sums.get(factureId) ?? 0) + centimes)
  return sums
}

const plain = (value: unknown) =>
  Array.isArray(value)
    ? JSON.stringify(value.map(each => JSON.stringify(each)).sort())
    : JSON.stringify(value)

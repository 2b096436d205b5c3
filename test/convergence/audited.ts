import { compare, type Difference, newLines } from '../../audit/books.ts'
import { iso, recompute } from '../../audit/recompute.ts'
import { createDecoder } from '../../events/decode.ts'
import type { AgendaRow } from '../../state/agendaRow.ts'
import type { DossierRow } from '../../state/dossierRow.ts'
import type { FactureRow } from '../../state/factureRow.ts'
import type { ImpayeRow } from '../../state/impayeRow.ts'
import type { JourneeRow } from '../../state/journeeRow.ts'
import type { MedecinRow } from '../../state/medecinRow.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import type { TotauxRow } from '../../state/totauxRow.ts'
import { type Outcome, partitions } from './play.ts'
import type { Told } from './told.ts'

const decode = createDecoder()

/** Where the audit, which knows everything and computes it plainly, finds other books than the stores'. */
export function audited(
  told: readonly Told[],
  { stores }: Outcome,
  options: { readonly facturation: 'creation' | 'realisation'; readonly delaiPaiementMs: number },
): readonly Difference[] {
  const rows = <Row>(store: string) => Object.values(stores[store] as Readonly<Record<string, Row>>)
  const lines = newLines()
  for (const row of rows<RendezvousRow>('rendezvous')) lines.rendezvous.set(row.rendezVousId, row.statut)
  for (const row of rows<FactureRow>('factures'))
    lines.factures.set(
      row.factureId,
      `${row.statut} ${row.montantCentimes} ${row.payeCentimes} ${row.patientId}`,
    )
  for (const row of rows<ImpayeRow>('impayes'))
    lines.impayes.set(row.factureId, `${row.statut} ${row.resteCentimes} ${iso(row.echeanceLe)}`)
  for (const row of rows<DossierRow>('dossiers'))
    if (row.rendezVous > 0)
      lines.soldes.set(row.patientId, `${row.factureCentimes} ${row.payeCentimes} ${row.soldeCentimes}`)
  for (const row of rows<AgendaRow>('agenda'))
    lines.agenda.set(`${row.medecinId} ${iso(row.debut)} ${row.rendezVousId}`, iso(row.fin))
  for (const row of rows<JourneeRow>('journees'))
    lines.recettes.set(
      `${row.medecinId} ${row.jour}`,
      `${row.rendezVous} ${row.minutes} ${row.factures} ${row.factureCentimes}`,
    )
  const totals = rows<TotauxRow>('totaux')
  const add = (name: string, value: number) =>
    lines.totaux.set(name, String(Number(lines.totaux.get(name) ?? 0) + value))
  add('facture', 0)
  add('paye', 0)
  for (const row of totals) {
    add('facture', row.factureCentimes)
    add('paye', row.payeCentimes)
    for (const [statut, n] of Object.entries(row.statuts)) add(statut, n)
  }
  add('medecins', rows<MedecinRow>('medecins').filter(({ connuLe }) => connuLe !== null).length)

  const log = told.map(({ eventId, type, time, data }) => {
    const value = JSON.stringify({ eventId, eventType: type, timestamp: iso(time), data })
    return { event: decode({ topic: type, key: null, value, timestamp: time }), recordTime: time }
  })
  const rules = {
    ...options,
    partitions,
    montantParDefautCentimes: 20_000,
    delaiAttenteMs: 24 * 3_600_000,
    zone: 'Africa/Casablanca',
  }
  return compare(recompute(log, rules), lines)
}

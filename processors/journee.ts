import type { Zone } from '../events/zone.ts'
import type { Decision } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { JourneeRow } from '../state/journeeRow.ts'
import { journeeKey } from '../state/keys.ts'
import type { Facturation } from './etatFacture.ts'
import type { Rows } from './rows.ts'

/** What a rendezvous adds to a day of its médecin. */
export type Activite = Omit<JourneeRow, 'v'>

/** Null while it is not accepted, and when it is cancelled. */
export function activiteDe(
  demande: DemandeRow,
  decision: Decision,
  zone: Zone,
  facturation: Facturation,
): Activite | null {
  const { accepteLe, dureeMinutes, montantCentimes } = decision
  if (accepteLe === null || demande.annule !== null) return null
  const { medecinId, dateRendezVous, termineLe } = demande
  const isInvoiced = facturation === 'creation' || termineLe !== null
  if (dateRendezVous === null && !isInvoiced) return null
  const issued = facturation === 'creation' ? accepteLe : Math.max(accepteLe, termineLe ?? accepteLe)
  const local = zone.toLocal(dateRendezVous ?? issued)
  return {
    medecinId,
    jour: jourDe(dateRendezVous ?? issued, zone),
    rendezVous: 1,
    minutes: dateRendezVous === null ? 0 : dureeMinutes,
    heures: dateRendezVous === null ? {} : heuresDe(local, dureeMinutes),
    factures: isInvoiced ? 1 : 0,
    factureCentimes: isInvoiced ? montantCentimes : 0,
  }
}

/** The local day of an instant, `YYYY-MM-DD`. */
export const jourDe = (instant: number, zone: Zone): string =>
  new Date(zone.toLocal(instant)).toISOString().slice(0, 10)

/** Minutes by hour of the day; what goes beyond midnight begins again at 00. */
function heuresDe(local: number, minutes: number): Readonly<Record<string, number>> {
  const heures: Record<string, number> = {}
  const start = Math.floor(local / 60_000)
  for (let at = start; at < start + minutes; ) {
    const upto = Math.min(start + minutes, (Math.floor(at / 60) + 1) * 60)
    const hour = String(Math.floor(at / 60) % 24).padStart(2, '0')
    heures[hour] = (heures[hour] ?? 0) + upto - at
    at = upto
  }
  return heures
}

/** Takes what a rendezvous added before out of its day, and adds what it adds now. */
export function compter(rows: Rows<JourneeRow>, before: Activite | null, now: Activite | null): void {
  if (before !== null && now !== null && JSON.stringify(before) === JSON.stringify(now)) return
  if (before !== null) change(rows, before, -1)
  if (now !== null) change(rows, now, 1)
}

function change(rows: Rows<JourneeRow>, activite: Activite, sign: 1 | -1): void {
  const { medecinId, jour } = activite
  const key = journeeKey(medecinId, jour)
  const row = rows.get(key) ?? empty(medecinId, jour)
  const heures: Record<string, number> = { ...row.heures }
  for (const [hour, minutes] of Object.entries(activite.heures)) {
    const sum = (heures[hour] ?? 0) + sign * minutes
    if (sum === 0) delete heures[hour]
    else heures[hour] = sum
  }
  const next: JourneeRow = {
    ...row,
    rendezVous: row.rendezVous + sign * activite.rendezVous,
    minutes: row.minutes + sign * activite.minutes,
    heures: inOrder(heures),
    factures: row.factures + sign * activite.factures,
    factureCentimes: row.factureCentimes + sign * activite.factureCentimes,
  }
  if (next.rendezVous === 0) rows.delete(key)
  else rows.put(key, next)
}

/** The same text for the same content. */
const inOrder = (heures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(heures).sort(([a], [b]) => (a < b ? -1 : 1)))

const empty = (medecinId: string, jour: string): JourneeRow => ({
  v: 1,
  medecinId,
  jour,
  rendezVous: 0,
  minutes: 0,
  heures: {},
  factures: 0,
  factureCentimes: 0,
})

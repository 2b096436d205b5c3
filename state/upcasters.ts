import type { Decision } from './decision.ts'
import type { StoredRow } from './rowSchema.ts'

/** Rows as programs before payments and erasures wrote them. */

export const patientV1 = (row: StoredRow): StoredRow => ({
  ...row,
  suppressions: row.supprimeLe === null ? [] : [row.supprimeLe],
})

export function demandeV1({ annuleLe, ...row }: StoredRow): StoredRow {
  const depuis = { time: row.demandeLe, eventId: '' }
  const annule = annuleLe === null ? null : { time: annuleLe, eventId: '' }
  return { ...row, depuis, annule, patientSupprimeLe: null, effaceLe: null, anciens: [] }
}

/** Nothing was rejected then. */
const decisionV1 = { rejet: null, attendJusqua: null, patientSupprimeLe: null, effaceLe: null }

/** One that was on its way meanwhile. */
export function currentDecision(written: unknown): Decision {
  const decision = written as Decision
  return decision.rejet === undefined ? { ...decision, ...decisionV1 } : decision
}

export function rendezvousV1(row: StoredRow): StoredRow {
  const { fin, conclusion } = row as { fin: object | null; conclusion: object | null }
  return {
    ...row,
    fin: fin && { ...fin, cause: 'DEMANDE' },
    echec: null,
    paiements: [],
    demandes: [],
    conclusion: conclusion && { ...conclusion, ...decisionV1, payeCentimes: 0, rappelLe: null },
  }
}

/** Before a conclusion said when it ended: as finDe.ts has it. */
export function rendezvousV2(row: StoredRow): StoredRow {
  const { fin, echec, conclusion, dateRendezVous } = row as unknown as RendezvousV2
  if (conclusion === null) return row
  const efface = conclusion.patientSupprimeLe
  const isEfface = efface !== null && dateRendezVous !== null && efface < dateRendezVous
  const ends = [
    ...(fin && (echec === null || fin.type === 'ANNULE') ? [fin.time] : []),
    ...(echec ? [echec.time] : []),
    ...(isEfface ? [efface] : []),
  ]
  return { ...row, conclusion: { ...conclusion, finLe: ends.length === 0 ? null : Math.min(...ends) } }
}

interface RendezvousV2 {
  readonly fin: { readonly type: string; readonly time: number } | null
  readonly echec: { readonly time: number } | null
  readonly conclusion: { readonly patientSupprimeLe: number | null } | null
  readonly dateRendezVous: number | null
}

export const factureV1 = (row: StoredRow): StoredRow => ({
  ...row,
  payeCentimes: 0,
  echeanceLe: (row.emiseLe as number) + 30 * 86_400_000,
})

/** The balance was what was invoiced. */
export const soldeV1 = (row: StoredRow): StoredRow => ({ ...row, payeCentimes: 0 })

export const ligneV1 = soldeV1

import type { AncienSouhait, DemandeRow, Souhait } from '../state/demandeRow.ts'
import { appliedCount } from '../state/ledger.ts'
import type { PatientRow } from '../state/patientRow.ts'
import type { Demandee, RendezvousRow } from '../state/rendezvousRow.ts'
import { upcastRow } from '../state/rowSchema.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import { earliest, earliestTime, type Stamp } from '../state/stamp.ts'
import { effacement, finDemandee } from './finDe.ts'

/**
 * What travels from a rendezvous to its patients and on to its médecins, those of now and those it had before: the demande as it
 * is now, or, where it no longer remembers having been theirs, that it is gone.
 */
export type DemandeMessage =
  | { readonly kind: 'demande'; readonly demande: DemandeRow }
  | { readonly kind: 'retrait'; readonly rendezVousId: string; readonly nombre: number }

/** One that an earlier program wrote and that is still on its way. */
export function currentMessage(written: unknown): DemandeMessage {
  const message = written as DemandeMessage
  if (message.kind === 'retrait' || message.demande.v === 2) return message
  return { ...message, demande: upcastRow(rowSchemas.demandesMedecin, message.demande) }
}

/** Null while only its confirmation, cancellation or completion has come: nobody can be asked about it yet. */
export function demandeDe(row: RendezvousRow): DemandeRow | null {
  const { rendezVousId, patientId, medecinId, demandeLe, dateRendezVous, dureeMinutes, confirmeLe } = row
  if (patientId === null || medecinId === null || demandeLe === null) return null
  const fin = finDemandee(row)
  const souhaits = souhaitsDe(row.demandes)
  return {
    v: 2,
    rendezVousId,
    patientId,
    medecinId,
    dateRendezVous,
    dureeMinutes,
    depuis: souhaits.at(-1)?.depuis ?? demandeStamp(row),
    patientConnuLe: null,
    demandeLe,
    confirme: confirmeLe !== null,
    annule: fin?.type === 'ANNULE' ? { time: fin.time, eventId: fin.eventId } : null,
    termineLe: fin?.type === 'TERMINE' ? fin.time : null,
    nombre: appliedCount(row.applied),
    patientSupprimeLe: null,
    effaceLe: null,
    anciens: souhaits.slice(0, -1).map((each, i) => ({ ...each, jusqua: souhaits[i + 1]!.depuis })),
  }
}

/** The rendezvous.created that a rendezvous has its patient from: the only one, as long as there is one. */
export function demandeStamp({ applied }: RendezvousRow): Stamp {
  const { time, eventId } = applied.events.find(({ fields }) => fields.includes('patientId'))!
  return { time, eventId }
}

/** What was asked for, one after the other. A rendezvous.created that repeats what is asked for already asks for nothing new. */
function souhaitsDe(demandes: readonly Demandee[]): readonly Souhait[] {
  const souhaits: Souhait[] = []
  for (const { time, eventId, patientId, medecinId, ...told } of demandes) {
    const last = souhaits.at(-1)
    const dateRendezVous = told.dateRendezVous ?? last?.dateRendezVous ?? null
    const dureeMinutes = told.dureeMinutes ?? last?.dureeMinutes ?? null
    const isSame =
      last?.patientId === patientId &&
      last.medecinId === medecinId &&
      last.dateRendezVous === dateRendezVous &&
      last.dureeMinutes === dureeMinutes
    if (isSame) continue
    const depuis = { time, eventId }
    souhaits.push({ patientId, medecinId, dateRendezVous, dureeMinutes, depuis, patientConnuLe: null })
  }
  return souhaits
}

export const patientsDe = (demande: DemandeRow): ReadonlySet<string> =>
  new Set(souhaits(demande).map(({ patientId }) => patientId))

export const medecinsDe = (demande: DemandeRow): ReadonlySet<string> =>
  new Set(souhaits(demande).map(({ medecinId }) => medecinId))

const souhaits = (demande: DemandeRow): readonly Souhait[] =>
  demande.anciens.length === 0 ? [demande] : [...demande.anciens, demande]

/** The demande with what one patient's side knows: since when he is known, and when he was erased. */
export function avecPatient(
  demande: DemandeRow,
  patientId: string,
  patient: PatientRow | undefined,
): DemandeRow {
  const connuLe = patient?.connuLe ?? null
  const effaceLe = patient?.suppressions.find(time => time >= demande.demandeLe) ?? null
  return {
    ...avecConnu(demande, each => (each.patientId === patientId ? connuLe : null)),
    patientSupprimeLe: demande.patientId === patientId ? effaceLe : null,
    effaceLe,
  }
}

/**
 * A demande as its médecin is to keep it: the newer state, with what its patients' sides have added to that or to the one
 * before, and ended by the erasure of its patient. What they add only ever becomes known or earlier.
 */
export function fondre(stored: DemandeRow | undefined, arrived: DemandeRow): DemandeRow {
  // Nearly always.
  if (stored === undefined && arrived.effaceLe === null) return arrived
  const known = new Map<string, number>()
  for (const { patientId, patientConnuLe } of [...souhaits(stored ?? arrived), ...souhaits(arrived)]) {
    if (patientConnuLe === null) continue
    known.set(patientId, earliestTime(known.get(patientId) ?? null, patientConnuLe))
  }
  const same = stored?.patientId === arrived.patientId ? stored.patientSupprimeLe : null
  const patientSupprimeLe = firstOf(arrived.patientSupprimeLe, same)
  return {
    ...avecConnu(arrived, each => known.get(each.patientId) ?? null),
    patientSupprimeLe,
    effaceLe: firstOf(arrived.effaceLe, stored?.effaceLe ?? null),
    ...effacee(arrived, patientSupprimeLe),
  }
}

const firstOf = (a: number | null, b: number | null) => (b === null ? a : earliestTime(a, b))

function effacee(
  { dateRendezVous, annule, termineLe }: DemandeRow,
  patientSupprimeLe: number | null,
): Pick<DemandeRow, 'annule' | 'termineLe'> {
  const efface = effacement(dateRendezVous, patientSupprimeLe)
  if (efface === null || (termineLe !== null && termineLe < efface.time)) return { annule, termineLe }
  const { time, eventId } = earliest<Stamp>(annule, efface)
  return { annule: { time, eventId }, termineLe: null }
}

function avecConnu(demande: DemandeRow, connuLe: (souhait: Souhait) => number | null): DemandeRow {
  return {
    ...demande,
    patientConnuLe: connuLe(demande),
    anciens: demande.anciens.map((each): AncienSouhait => ({ ...each, patientConnuLe: connuLe(each) })),
  }
}

/** Whether a withdrawal is about what is stored: the new owner's demande may have overtaken it. */
export const isWithdrawn = (stored: DemandeRow | undefined, nombre: number): stored is DemandeRow =>
  stored !== undefined && stored.nombre < nombre

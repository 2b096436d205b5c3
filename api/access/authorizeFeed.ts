import type { OwnRows } from './ownRows.ts'
import type { Principal } from './principal.ts'
import { forbidden } from './refusals.ts'

/** What somebody wants to be told of: a view, or topics. */
export interface Wanted {
  readonly view?: string
  readonly topics?: readonly string[]
  /** Fields that must have these values. */
  readonly where: Readonly<Record<string, string>>
}

/** Views without anything medical. */
const accounts = ['factures', 'medecins']
/** Views whose rows are of a médecin. */
const ofMedecin = ['rendezvous', 'consultations', 'factures', 'agenda']
/** Views whose rows are of a patient. */
const ofPatient = ['patients', 'dossiers', 'lignes']

/**
 * The fields that a subscription has to be narrowed to, those asked for among them. Rejects with a Problem where it is for
 * somebody else: a médecin is told what is his, an accountant nothing medical.
 */
export async function authorizeFeed(
  { roles, medecinId }: Principal,
  { view, topics = [], where }: Wanted,
  own: Pick<OwnRows, 'isHisPatient'>,
): Promise<Wanted['where']> {
  if (roles.includes('secretariat')) return where
  if (roles.includes('comptable')) {
    const isAccounts = view !== undefined && accounts.includes(view)
    if (isAccounts || (view === undefined && isNothingBut('facture.', topics))) return where
  }
  if (!roles.includes('medecin') || medecinId === null) throw forbidden()
  if (view === 'medecins') return where
  if (view !== undefined && ofPatient.includes(view)) {
    const { patientId } = where
    if (patientId === undefined || !(await own.isHisPatient(medecinId, patientId))) throw forbidden()
    return where
  }
  if (view !== undefined && !ofMedecin.includes(view)) throw forbidden()
  if (where.medecinId !== undefined && where.medecinId !== medecinId) throw forbidden()
  return { ...where, medecinId }
}

const isNothingBut = (prefix: string, topics: readonly string[]) =>
  topics.length > 0 && topics.every(each => each.startsWith(prefix))

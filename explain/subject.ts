export const subjectKinds = [
  'facture',
  'consultation',
  'rendezvous',
  'patient',
  'medecin',
  'creneau',
] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** What is to be explained. */
export interface Subject {
  readonly kind: SubjectKind
  /** Of a creneau: `<medecinId>@<instant>`, any instant of it, ISO 8601. */
  readonly id: string
}

/** Whose time is asked for, and which; null: the id is none of a creneau. */
export function creneauOf(id: string): { readonly medecinId: string; readonly instant: number } | null {
  const at = id.lastIndexOf('@')
  const instant = Date.parse(id.slice(at + 1))
  return at > 0 && Number.isFinite(instant) ? { medecinId: id.slice(0, at), instant } : null
}

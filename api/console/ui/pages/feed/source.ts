/** Events by what they are about, in the order of what follows from what. */
export const groups = {
  patient: ['patient.created', 'patient.updated', 'patient.deleted'],
  medecin: ['medecin.created', 'medecin.updated', 'medecin.available', 'medecin.unavailable'],
  rendezvous: [
    'rendezvous.created',
    'rendezvous.confirmed',
    'rendezvous.cancelled',
    'rendezvous.completed',
    'rendezvous.rejected',
  ],
  consultation: ['consultation.created', 'consultation.completed', 'consultation.cancelled'],
  facture: ['facture.created', 'facture.failed', 'facture.paid', 'facture.cancelled', 'facture.overdue'],
  paiement: ['paiement.pending', 'paiement.completed', 'paiement.failed'],
  creneau: ['creneau.libere'],
  notification: ['notification.requested'],
} as const

export type Group = keyof typeof groups
export const groupNames = Object.keys(groups) as readonly Group[]
export const groupOf = (topic: string): string => topic.slice(0, topic.indexOf('.'))

/** Views of the feed: by which field a row is found, and by which it can be narrowed beside. */
export const views = {
  patients: { id: 'patientId', fields: [] },
  medecins: { id: 'medecinId', fields: [] },
  rendezvous: { id: 'rendezVousId', fields: ['patientId', 'medecinId'] },
  consultations: { id: 'consultationId', fields: ['patientId', 'medecinId'] },
  factures: { id: 'factureId', fields: ['patientId', 'medecinId'] },
  agenda: { id: 'medecinId', fields: [] },
  dossiers: { id: 'patientId', fields: [] },
  lignes: { id: 'patientId', fields: [] },
} as const satisfies Readonly<Record<string, { readonly id: string; readonly fields: readonly string[] }>>

export type View = keyof typeof views
export const viewNames = Object.keys(views) as readonly View[]

/** What the page shows, as its address says it. */
export interface Wanted {
  /** Null: events. */
  readonly view: View | null
  readonly groups: readonly Group[]
  readonly where: Readonly<Record<string, string>>
}

/** By which fields what is shown can be narrowed. */
export function fieldsOf(view: View | null): readonly string[] {
  return view === null ? ['patientId', 'medecinId'] : [views[view].id, ...views[view].fields]
}

export function wantedOf(query: URLSearchParams): Wanted {
  const view = viewNames.find(each => each === query.get('view')) ?? null
  const named = query.get('groups')?.split(',') ?? groupNames
  const where = fieldsOf(view).flatMap(field => {
    const value = query.get(field)?.trim()
    return value ? [[field, value] as const] : []
  })
  return { view, groups: groupNames.filter(each => named.includes(each)), where: Object.fromEntries(where) }
}

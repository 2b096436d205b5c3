/** The date of the rendezvous that a notification is about, as the event says it; null: it does not. */
export function dateIn(donnees: unknown): number | null {
  const { dateRendezVous } = (donnees ?? {}) as Readonly<Record<string, unknown>>
  const date = typeof dateRendezVous === 'string' ? Date.parse(dateRendezVous) : Number.NaN
  return Number.isNaN(date) ? null : date
}

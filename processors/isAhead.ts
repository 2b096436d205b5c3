import type { Conclusion } from '../state/rendezvousRow.ts'

/** Whether something happened before the rendezvous itself, by event time. */
export const isAhead = ({ dateRendezVous }: Conclusion, at: number | null): boolean =>
  at !== null && (dateRendezVous === null || at < dateRendezVous)

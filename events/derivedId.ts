import { uuidBytes, uuidv5 } from './uuidv5.ts'

/** The cabinet's own namespace, drawn once. Changing it would rename everything ever derived. */
const namespace = uuidBytes('b5c2d64e-7a0f-5d55-9f0e-3f1b8a6c2d10')

/** The id of a thing that exists because of a rendezvous: the same rendezvous has the same consultation after every replay. */
export const derivedId = (kind: 'consultation' | 'facture', rendezVousId: string): string => {
  const consultationId = uuidv5(`consultation\n${rendezVousId}`, namespace)
  return kind === 'consultation' ? consultationId : factureIdOf(consultationId)
}

/** A consultation's invoice. Who only knows the consultation (a foreign facture.failed) finds the invoice by it. */
export const factureIdOf = (consultationId: string): string => uuidv5(`facture\n${consultationId}`, namespace)

/**
 * The id of an event that we decide. `revision` tells the second time of a decision about the same cause from the first,
 * when a late event had it taken back in between.
 */
export const derivedEventId = (cause: string, decision: string, revision: number): string =>
  uuidv5(`event\n${cause}\n${decision}\n${revision}`, namespace)

/**
 * The id of a record that came without one: of what it says and about whom. The offset is left out, so that a copy (a
 * producer that sent twice, a topic that was mirrored) is a repeat and not a second event.
 */
export const contentId = (type: string, key: string | null, value: string): string =>
  uuidv5(`content\n${type}\n${key === null ? '-' : `+${key}`}\n${value}`, namespace)

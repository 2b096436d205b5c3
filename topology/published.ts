import type { Serde } from 'millrace'
import { encode } from '../events/encode.ts'
import type { FromRendezvous } from './rendezvousSteps.ts'

/** What a rendezvous makes us publish. */
export const publishedTopics = [
  'consultation.created',
  'consultation.completed',
  'consultation.cancelled',
  'facture.created',
  'facture.cancelled',
] as const

type ToWorld = Extract<FromRendezvous, { readonly to: 'world' }>

/** Writes the envelope. Nothing here reads our outputs back. */
export const published: Serde<ToWorld> = {
  format: 'text',
  serialize: ({ event }) => encode(event),
  deserialize: () => {
    throw new Error('Our outputs are never our inputs')
  },
}

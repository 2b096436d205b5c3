/** What people and services do wrong. The first two are refused by the decoder, the others are events. */
export type Mistake =
  | 'broken-record'
  | 'wrong-event-type'
  | 'repeated-record'
  | 'double-booking'
  | 'unknown-patient'
  | 'wrong-tarif'
  | 'unknown-facture'

/** What a simulation has told so far. */
export interface Tally {
  records: number
  readonly byTopic: Record<string, number>
  /** The ids concerned, each once a mistake: of events, records, rendezvous or médecins. */
  readonly mistakes: Readonly<Record<Mistake, string[]>>
}

export const newTally = (): Tally => ({
  records: 0,
  byTopic: {},
  mistakes: {
    'broken-record': [],
    'wrong-event-type': [],
    'repeated-record': [],
    'double-booking': [],
    'unknown-patient': [],
    'wrong-tarif': [],
    'unknown-facture': [],
  },
})

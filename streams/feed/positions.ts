/** Of every topic of a subscription, the next offset of each partition. */
export type Positions = ReadonlyMap<string, number[]>

export const copyOf = (positions: Positions): Positions =>
  new Map([...positions].map(([topic, offsets]) => [topic, [...offsets]]))

/** What is compared, by section: a line's key, and all that matters of it as text. */
export const sections = [
  'rendezvous',
  'factures',
  'impayes',
  'soldes',
  'agenda',
  'recettes',
  'totaux',
] as const
export type Section = (typeof sections)[number]
export type Books = Readonly<Record<Section, ReadonlyMap<string, string>>>

export type Lines = Record<Section, Map<string, string>>

export const newLines = (): Lines => ({
  rendezvous: new Map(),
  factures: new Map(),
  impayes: new Map(),
  soldes: new Map(),
  agenda: new Map(),
  recettes: new Map(),
  totaux: new Map(),
})

export interface Difference {
  readonly section: Section
  readonly key: string
  /** By the topics; null: there should be none. */
  readonly topics: string | null
  /** By the stores; null: there is none. */
  readonly stores: string | null
}

/** Every line that is not the same in both. */
export function compare(topics: Books, stores: Books): readonly Difference[] {
  return sections.flatMap(section => {
    const [a, b] = [topics[section], stores[section]]
    const keys = [...new Set([...a.keys(), ...b.keys()])].sort()
    return keys
      .filter(key => a.get(key) !== b.get(key))
      .map(key => ({ section, key, topics: a.get(key) ?? null, stores: b.get(key) ?? null }))
  })
}

import type { StoreComparison } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { compare } from '../../audit/books.ts'
import { readLog } from '../../audit/readLog.ts'
import { recompute } from '../../audit/recompute.ts'
import { inputTopics } from '../../events/topics.ts'
import { defaultRules } from '../queries/defaultRules.ts'

/** What `cabinet reprocess` prints of it. */
export interface ToldComparison {
  readonly heldMs: number
  readonly records: number
  readonly positions: Readonly<Record<string, number>>
  readonly stores: readonly StoreComparison[]
}

/** Stores whose rows the rule has a part in, with the audit's section whose lines are theirs, one a row. */
const affected = {
  factures: 'factures',
  impayes: 'impayes',
  dossiers: 'soldes',
  journees: 'recettes',
} as const
/** Others that follow from these. */
const following = new Set(['lignes', 'totaux', 'rappels', 'consultations', 'rendezvous'])

/** Holds the report against the books of both rules, computed from the topics up to the cut. */
export async function checkComparison(
  kafka: Kafka,
  { stores, positions }: ToldComparison,
): Promise<{ readonly differing: number; readonly wrong: readonly string[] }> {
  const topics = inputTopics.map(({ name }) => name)
  const upTo = new Map(Object.entries(positions))
  const { told } = await readLog(kafka, topics, 'cabinet', { zone: defaultRules.zone }, upTo)
  const books = [defaultRules, { ...defaultRules, montantParDefautCentimes: 30_000 }].map(rules =>
    recompute(told, rules),
  )
  const lines = compare(books[0]!, books[1]!)
  const wrong: string[] = []
  let differing = 0
  for (const { store, verdict, changed, onlyLeft, onlyRight } of stores) {
    const section = store in affected ? affected[store as keyof typeof affected] : null
    if (section !== null) {
      const expected = lines.filter(each => each.section === section).length
      const rows = (changed ?? 0) + (onlyLeft ?? 0) + (onlyRight ?? 0)
      differing += rows
      if (rows !== expected)
        wrong.push(`${store}: ${rows} rows differ by the report, ${expected} by the audit (${section})`)
    } else if (verdict !== 'equal' && verdict !== 'incomparable' && !following.has(store))
      wrong.push(`${store}: ${verdict} by the report, and the rule has no part in it`)
  }
  if (differing === 0) wrong.push('The rule has made no difference: the run shows nothing')
  return { differing, wrong }
}

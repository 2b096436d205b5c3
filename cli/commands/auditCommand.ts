import { setTimeout } from 'node:timers/promises'
import { type Books, compare, type Difference } from '../../audit/books.ts'
import { type Log, readLog } from '../../audit/readLog.ts'
import { readStores } from '../../audit/readStores.ts'
import { recompute } from '../../audit/recompute.ts'
import { yearsOf } from '../../audit/yearsOf.ts'
import { inputTopics, topics } from '../../events/topics.ts'
import { askingHeaders } from '../askingHeaders.ts'
import { ofGeneration } from '../generations/ofGeneration.ts'
import { trustAlso } from '../tlsOf.ts'
import { urlOf } from '../urlOf.ts'
import { withKafka } from './withKafka.ts'

export interface AuditCommandOptions {
  readonly json?: boolean
  /** Seconds for which differences may go away: what was written is processed a moment later. */
  readonly wait: number
}

const shown = 50

/**
 * `cabinet audit`: computes the books anew from the topics, by other code than the stores', and compares them with what the
 * running cabinet answers. 1 where they differ. Prints one JSON object last.
 */
export async function auditCommand({ json = false, wait }: AuditCommandOptions): Promise<number> {
  return withKafka(json, async ({ config: own, kafka }) => {
    // By the rules of whoever answers.
    const config = await ofGeneration({ ...own, GENERATION: null }, kafka)
    trustAlso(config)
    const url = config.CABINET_URL ?? urlOf(config, config.PORT)
    const names = [...inputTopics.map(({ name }) => name), ...Object.keys(config.ALIASES)]
    const rules = {
      facturation: config.FACTURATION,
      montantParDefautCentimes: config.DEFAULT_TARIF,
      delaiAttenteMs: config.WAIT_HOURS * 3_600_000,
      delaiPaiementMs: config.PAYMENT_DAYS * 86_400_000,
      zone: config.ZONE,
      partitions: topics[0]!.partitions,
    }
    const until = Date.now() + wait * 1_000
    for (;;) {
      const log = await readLog(kafka, names, config.APPLICATION_ID, {
        zone: config.ZONE,
        aliases: config.ALIASES,
      })
      const books = recompute(log.told, rules)
      const differences = compare(books, await readStores(url, yearsOf(books), askingHeaders(config)))
      if (differences.length > 0 && Date.now() < until) {
        await setTimeout(Math.min(2_000, until - Date.now()))
        continue
      }
      report(json, log, books, differences)
      return differences.length === 0 ? 0 : 1
    }
  })
}

function report(json: boolean, log: Log, books: Books, differences: readonly Difference[]): void {
  const lines = Object.fromEntries(Object.entries(books).map(([section, { size }]) => [section, size]))
  if (!json) {
    console.log(
      `${log.records} records: ${log.told.length} events, ${log.refused} refused, ${log.own} of our own`,
    )
    for (const [section, size] of Object.entries(lines)) {
      const wrong = differences.filter(each => each.section === section)
      console.log(
        `  ${section.padEnd(11)} ${String(size).padStart(8)} lines, ${wrong.length === 0 ? 'equal' : `${wrong.length} differ`}`,
      )
      for (const { key, topics, stores } of wrong.slice(0, shown))
        console.log(`    ${key}: by the topics ${topics ?? 'none'}, in the stores ${stores ?? 'none'}`)
    }
  }
  console.log(
    JSON.stringify({
      equal: differences.length === 0,
      records: log.records,
      events: log.told.length,
      refused: log.refused,
      own: log.own,
      lines,
      factureCentimes: Number(books.totaux.get('facture')),
      payeCentimes: Number(books.totaux.get('paye')),
      differences: differences.length,
      first: differences.slice(0, shown),
    }),
  )
}

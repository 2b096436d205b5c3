import { compactionLag, compactionLagFor, type StoreSpec } from '../graph/storeSpec.ts'
import { History } from '../stores/history.ts'
import type { StateDatabase, StorePosition } from '../stores/stateDatabase.ts'
import { timestampOf } from '../stores/storedValue.ts'
import type { Kafka } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'

/** Rows that one batch copies. */
const batchRows = 1_000

export interface OpenHistoryTarget {
  readonly spec: StoreSpec<unknown, unknown>
  readonly partition: number
  readonly database: StateDatabase
  /** Of the rows that are there; null: there are none, all come from the changelog. */
  readonly position: StorePosition | null
  readonly topic: string
  /** The changelog has nothing to restore from. */
  readonly isFresh: boolean
  /** Copying is given up when it is not. */
  readonly isWanted: () => boolean
}

interface Context {
  readonly kafka: Pick<Kafka, 'topicConfigs' | 'setTopicConfigs'>
  readonly logger: Logger
  readonly time: Time
}

/**
 * Makes the versions of a store what its topology says: where rows are there and versions are not, the rows as they are now
 * become the first ones; where the topology has no versions any more, they go. Resolves to as of when they are whole (−1:
 * always); undefined for a store without. To be called before anybody reads or writes the store here. Rejects where it
 * is given up.
 */
export async function openHistory(target: OpenHistoryTarget, context: Context): Promise<number | undefined> {
  const { spec, partition, database, position } = target
  if (spec.historyMs === null) {
    if (position?.historySince === undefined) return undefined
    const batch = database.batch()
    new History(database, spec.name, partition).clear(batch)
    const { historySince: _, ...log } = position
    batch.setPosition(spec.name, partition, log)
    await batch.write()
    return undefined
  }
  const wereKept = await keepVersions(target, spec.historyMs, context)
  if (position?.historySince !== undefined) return position.historySince
  if (position === null) return target.isFresh || wereKept ? -1 : context.time.now()
  return copyRows(target, position, context)
}

/**
 * Has the changelog keep versions as long as they can be asked for. Resolves to whether it did so before: then a restore brings
 * them all back.
 */
async function keepVersions(
  { spec, topic }: OpenHistoryTarget,
  historyMs: number,
  { kafka, logger }: Context,
): Promise<boolean> {
  const configs = (await kafka.topicConfigs([topic])).get(topic)
  const wanted = compactionLagFor(historyMs)
  if (!configs?.get('cleanup.policy')?.includes('compact')) return true
  if (Number(configs.get(compactionLag) ?? 0) >= wanted) return true
  const latest = 'max.compaction.lag.ms'
  const set = {
    [compactionLag]: String(wanted),
    ...(Number(configs.get(latest) ?? wanted) < wanted && { [latest]: String(Number.MAX_SAFE_INTEGER) }),
  }
  const told = { store: spec.name, topic, ...set }
  try {
    await kafka.setTopicConfigs(topic, set)
    logger.info(told, 'a changelog keeps its changes as long as versions can be asked for')
  } catch (error) {
    const why = (error as Error).message
    logger.warn(
      { ...told, error: why },
      'a restore may lack versions: set this configuration of the changelog',
    )
  }
  return false
}

async function copyRows(
  { spec, partition, database, isWanted }: OpenHistoryTarget,
  position: StorePosition,
  { logger, time }: Context,
): Promise<number> {
  const history = new History(database, spec.name, partition)
  const first = database.batch()
  history.clear(first)
  await first.write()
  // What was deleted by now, or was otherwise before, is not known.
  let since = time.now()
  let copied = 0
  for (let from: Uint8Array | undefined; ; ) {
    const rows = await database.range(spec.name, partition, { from, limit: batchRows })
    if (!isWanted()) throw new Error(`Copying the rows of ${spec.name}[${partition}] was given up`)
    const batch = database.batch()
    for (const { key, value } of rows) {
      history.write(batch, key, timestampOf(value), value)
      since = Math.max(since, timestampOf(value))
    }
    await batch.write()
    copied += rows.length
    if (rows.length < batchRows) break
    from = Buffer.concat([rows.at(-1)!.key, Buffer.of(0)])
  }
  const last = database.batch()
  last.setPosition(spec.name, partition, { ...position, historySince: since })
  await last.write()
  logger.info({ store: spec.name, partition, rows: copied, since }, 'versions begin')
  return since
}

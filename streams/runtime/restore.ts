import type { StoreSpec } from '../graph/storeSpec.ts'
import { changelogTopic } from '../graph/topicNames.ts'
import { deserialize } from '../serdes/deserialize.ts'
import type { StateDatabase, StorePosition } from '../stores/stateDatabase.ts'
import { encodeRow } from '../stores/storedValue.ts'
import type { Kafka } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'
import type { Topics } from './topics.ts'

const MiB = 1024 * 1024
/** A changelog drops deleted keys after delete.retention.ms (24 h by default); a position this much younger is safe. */
const tombstoneMargin = 0.5
/** How often a restore that is paused looks whether it may go on, ms. */
const pausedMs = 200

export interface RestoreOptions {
  readonly kafka: Kafka
  readonly topics: Topics
  readonly applicationId: string
  readonly logger: Logger
  readonly time: Time
  readonly progress: (progress: RestoreProgress) => void
  readonly isWanted: () => boolean
  /** True while the disk has no room for more. */
  readonly isPaused: () => boolean
}

export interface RestoreProgress {
  readonly store: string
  readonly partition: number
  /** Changelog offsets: where it began, is, and will end. */
  readonly from: number
  readonly at: number
  readonly to: number
  readonly records: number
}

/**
 * Brings a store to the committed state: replays its changelog from the stored position to the last stable offset (a
 * source topic: to the committed input offset). State is kept unless its position means nothing any more; the log says why.
 */
export async function restore(
  spec: StoreSpec<unknown, unknown>,
  partition: number,
  database: StateDatabase,
  /** The committed offset of the source topic that serves as changelog. */
  committed: number,
  options: RestoreOptions,
): Promise<void> {
  const { kafka, topics, logger } = options
  if (spec.changelog.kind === 'none') return
  const own = spec.changelog.kind === 'own'
  const topic =
    spec.changelog.kind === 'own' ? changelogTopic(options.applicationId, spec.name) : spec.changelog.topic
  await topics.learn([topic])
  const [earliest] = await kafka.listOffsets([{ topic, partition }], 'earliest')
  const to = own ? await settledEnd(topic, partition, options) : committed
  if (to === null) return

  let position = await database.position(spec.name, partition)
  const useless =
    position && (await whyUseless(position, { topic, to, earliest: earliest!.offset, own }, options))
  if (useless) {
    logger.warn(
      { store: spec.name, partition, position, why: useless },
      'state set aside: this store is rebuilt from its changelog',
    )
    await database.drop(spec.name, partition)
    position = null
  }
  const from = Math.max(position?.offset ?? 0, earliest!.offset)
  if (from >= to) {
    logger.info({ store: spec.name, partition, position: from }, 'state is current')
    return
  }

  const started = options.time.elapsed()
  logger.info(
    { store: spec.name, partition, from, to },
    position ? 'restoring the tail of a store' : 'restoring a store',
  )
  const topicId = topics.idOf(topic)
  let at = from
  let records = 0
  while (at < to && options.isWanted()) {
    if (options.isPaused()) {
      await options.time.sleep(pausedMs)
      continue
    }
    const leader = await kafka.leaderOf(topic, partition)
    const [answer] = await kafka.fetch(leader, {
      partitions: [{ topic, partition, offset: at, maxBytes: 4 * MiB }],
      maxWaitMs: 200,
      minBytes: 1,
      maxBytes: 4 * MiB,
    })
    if (!answer || answer.error !== null) {
      await options.time.sleep(50)
      continue
    }
    if (answer.records === null || answer.records.length === 0) continue
    const batch = database.batch()
    const cursor = new RecordCursor(answer.records, at, answer.aborted)
    let applied = at
    while (cursor.next()) {
      if (cursor.offset >= to) break
      const key = cursor.keyBytes()
      if (key === null) continue
      const value = cursor.valueBytes()
      // A source topic holds what others wrote: what the handler left out the first time stays out.
      if (!own && !isReadable(spec, key, value)) continue
      if (value === null) batch.delete(spec.name, partition, key)
      else batch.put(spec.name, partition, key, encodeRow(value, cursor.timestamp))
      records++
    }
    applied = Math.min(to, endOfBatches(answer.records, at))
    batch.setPosition(spec.name, partition, { topic, topicId, offset: applied, time: options.time.now() })
    await batch.write()
    at = applied
    options.progress({ store: spec.name, partition, from, at, to, records })
  }
  logger.info(
    { store: spec.name, partition, from, to: at, records, ms: Math.round(options.time.elapsed() - started) },
    'store restored',
  )
}

/**
 * The end of a changelog in which no transaction is open. A transaction ends by markers, one a partition, and the one that
 * freed the input offsets may come before the changelog's: reading up to the last stable offset alone could miss what is
 * committed already. Whatever is open here is a former owner's; it ends by itself, at the latest by its timeout.
 * Null: the task was taken away meanwhile.
 */
async function settledEnd(topic: string, partition: number, options: RestoreOptions): Promise<number | null> {
  const { kafka, logger } = options
  const end = async (at: 'stable' | 'latest') =>
    (await kafka.listOffsets([{ topic, partition }], at))[0]!.offset
  const latest = await end('latest')
  for (let waits = 0; options.isWanted(); waits++) {
    const stable = await end('stable')
    if (stable >= latest) return stable
    if (waits === 20)
      logger.info({ topic, partition, stable, latest }, 'waiting for a former owner’s transaction to end')
    await options.time.sleep(50)
  }
  return null
}

function isReadable(spec: StoreSpec<unknown, unknown>, key: Buffer, value: Buffer | null): boolean {
  try {
    deserialize(spec.key, key)
    if (value !== null) deserialize(spec.value, value)
    return true
  } catch {
    return false
  }
}

async function whyUseless(
  position: StorePosition,
  log: { readonly topic: string; readonly to: number; readonly earliest: number; readonly own: boolean },
  options: RestoreOptions,
): Promise<string | null> {
  if (position.topic !== log.topic)
    return `it follows ${position.topic}, and the topology now says ${log.topic}`
  if (position.topicId !== options.topics.idOf(log.topic)) return `${log.topic} was deleted and created again`
  if (position.offset > log.to) return `it is at ${position.offset}, beyond what is committed (${log.to})`
  if (position.offset < log.earliest)
    return `${log.topic} now begins at ${log.earliest}, after its position ${position.offset}`
  if (position.offset === log.to) return null
  const configs = (await options.kafka.topicConfigs([log.topic])).get(log.topic)
  if (!configs?.get('cleanup.policy')?.includes('compact')) return null
  const kept = Number(configs.get('delete.retention.ms') ?? 86_400_000) * tombstoneMargin
  const age = options.time.now() - position.time
  return age > kept
    ? `its position is ${Math.round(age / 1000)} s old, and deletions may have been compacted away`
    : null
}

import type { StoreSpec } from '../graph/storeSpec.ts'
import { changelogTopic } from '../graph/topicNames.ts'
import type { StateDatabase, StorePosition } from '../stores/stateDatabase.ts'
import type { Kafka } from '../wire/kafka.ts'
import { fateOf } from './fateOf.ts'
import type { Logger } from './logger.ts'
import { openHistory } from './openHistory.ts'
import { hasEntries, openIndexes } from './openIndexes.ts'
import { renewEveryMs } from './renewPositions.ts'
import { StoreReplica } from './storeReplica.ts'
import type { Time } from './time.ts'
import type { Topics } from './topics.ts'

/**
 * A changelog drops deletions after delete.retention.ms (24 h by default). A position may be this much of that old when reading
 * begins; the rest is for the reading.
 */
const oldestShare = 0.5
/** What reading is given at least: brokers look twice before they drop a deletion, many seconds apart. */
const readingMs = 60_000

/** How late the marker of a commit that was confirmed may be. */
const markerPatienceMs = 5_000

export interface ReplicaContext {
  readonly kafka: Kafka
  readonly topics: Topics
  readonly applicationId: string
  readonly logger: Logger
  readonly time: Time
}

export interface ReplicaTarget {
  readonly spec: StoreSpec<unknown, unknown>
  readonly partition: number
  readonly database: StateDatabase
  /** How far the log is committed: a position beyond means nothing. */
  readonly end: number
  /** Follow the log on from there, up to this offset; null: stop at `end`. */
  readonly followTo: number | null
  /** Whether it is still to be opened. */
  readonly isWanted: () => boolean
  /** Told before its rows go, because they are worth nothing. */
  readonly dropping: () => void
  readonly moved: (records: number, bytes: number) => void
  readonly stopped: (why: string | Error) => void
}

export function changelogOf(spec: StoreSpec<unknown, unknown>, applicationId: string): string | null {
  if (spec.changelog.kind === 'none') return null
  return spec.changelog.kind === 'own' ? changelogTopic(applicationId, spec.name) : spec.changelog.topic
}

/**
 * A store partition with its changelog, at the position where its rows are. State is kept unless its position means
 * nothing any more: then it is dropped, begins at the log's begin, and the log says why. Other stores are not touched.
 */
export async function openReplica(target: ReplicaTarget, context: ReplicaContext): Promise<StoreReplica> {
  const { spec, partition, database, end, followTo } = target
  const { kafka, topics, logger, time } = context
  const topic = changelogOf(spec, context.applicationId)!
  const asOf = time.now()
  await topics.learn([topic])
  const [earliest] = await kafka.listOffsets([{ topic, partition }], 'earliest')
  await topics.learnAnew(topic)
  const topicId = topics.idOf(topic)
  const log = { topic, topicId, end, earliest: earliest!.offset }
  let position = await database.position(spec.name, partition)
  const lost = position && (await whyLost({ ...position, partition }, context))
  const isAtEnd = position !== null && lost === null && position.topicId === topicId && reaches(position, end)
  const keptMs = isAtEnd && followTo === null ? Number.POSITIVE_INFINITY : await keptFor(topic, kafka)
  const useless = position && (lost ?? whyUseless(position, log, keptMs, context))
  if (useless) {
    logger.warn(
      { store: spec.name, partition, position, why: useless },
      'state set aside: this store is rebuilt from its changelog',
    )
    position = null
  }
  // A crash while it was being dropped leaves rows without a position.
  if (useless || (position === null && (await hasAny(target)))) {
    target.dropping()
    await database.drop(spec.name, partition)
  }
  // At the end nothing has gone unseen, however long ago that was written.
  if (position !== null && isAtEnd && asOf - position.time > renewEveryMs) {
    const batch = database.batch()
    position = { ...position, time: asOf }
    batch.setPosition(spec.name, partition, position)
    await batch.write()
  }
  if (position !== null) await openIndexes({ ...target, position }, context)
  position = position && (await database.position(spec.name, partition))
  const historySince = await openHistory(
    { ...target, position, topic, isFresh: earliest!.offset >= end },
    context,
  )
  return new StoreReplica({
    spec,
    partition,
    database,
    topic,
    topicId,
    from: isAtEnd ? end : Math.max(position?.offset ?? 0, earliest!.offset),
    asOf: position === null || isAtEnd ? asOf : position.time,
    empty: position === null,
    figure: position?.figure ?? null,
    keptMs: Math.max(keptMs, readingMs),
    to: followTo ?? end,
    toAsOf: followTo === null ? asOf : null,
    end,
    time,
    historySince,
    moved: target.moved,
    stopped: target.stopped,
  })
}

/** Whether nothing but the marker of the commit that wrote the last rows lies between a position and a later one. */
const reaches = ({ offset, written }: StorePosition, later: number) =>
  offset === later || (offset === later - 1 && written === later - 2)

/** Rows of a commit that Kafka confirmed and then lost are no committed ones: what it wrote to the changelog is aborted. */
async function whyLost(
  { topic, partition, written }: StorePosition & { readonly partition: number },
  context: ReplicaContext,
): Promise<string | null> {
  if (written === undefined) return null
  const { time } = context
  const until = time.elapsed() + markerPatienceMs
  for (;;) {
    const fate = await fateOf({ topic, partition, offset: written }, context)
    if (fate === 'open' && time.elapsed() < until) {
      await time.sleep(100)
      continue
    }
    return fate === 'aborted' || fate === 'open'
      ? `Kafka lost the commit that wrote its last rows (${topic}[${partition}] ${written} is ${fate})`
      : null
  }
}

async function hasAny(target: ReplicaTarget): Promise<boolean> {
  const { spec, partition, database } = target
  return (await database.range(spec.name, partition, { limit: 1 })).length > 0 || (await hasEntries(target))
}

/** How long deletions stay in a topic for whoever reads it, ms. */
async function keptFor(topic: string, kafka: Kafka): Promise<number> {
  const configs = (await kafka.topicConfigs([topic])).get(topic)
  if (!configs?.get('cleanup.policy')?.includes('compact')) return Number.POSITIVE_INFINITY
  return Number(configs.get('delete.retention.ms') ?? 86_400_000)
}

function whyUseless(
  position: StorePosition,
  log: { readonly topic: string; readonly topicId: string; readonly end: number; readonly earliest: number },
  keptMs: number,
  { time }: ReplicaContext,
): string | null {
  if (position.topic !== log.topic)
    return `it follows ${position.topic}, and the topology now says ${log.topic}`
  if (position.topicId !== log.topicId) return `${log.topic} was deleted and created again`
  if (position.offset > log.end) return `it is at ${position.offset}, beyond what is committed (${log.end})`
  if (position.offset < log.earliest && !reaches(position, log.earliest))
    return `${log.topic} now begins at ${log.earliest}, after its position ${position.offset}`
  if (reaches(position, log.end)) return null
  const age = time.now() - position.time
  return age > keptMs * oldestShare
    ? `its position is ${Math.round(age / 1000)} s old, and deletions may have been compacted away`
    : null
}

import type { StoreSpec } from '../graph/storeSpec.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { CorruptBatch } from '../wire/records/corruptBatch.ts'
import type { ChangelogReader } from './changelogReader.ts'
import { openIndexes } from './openIndexes.ts'
import { changelogOf, openReplica, type ReplicaContext } from './openReplica.ts'
import type { Restores } from './restores.ts'
import { settledEnd } from './settledEnd.ts'
import type { StoreReplica } from './storeReplica.ts'
import { StreamsError } from './streamsError.ts'

export interface RestoreOptions extends ReplicaContext {
  readonly reader: ChangelogReader
  readonly restores: Restores
  /** Its rows are worth nothing: they go. */
  readonly dropping: (store: string) => void
  /** Aborted when the task is taken away. */
  readonly signal: AbortSignal
}

/** Times that a log may change under a restore, or not be readable, before that is an error. */
const attempts = 5

/**
 * Brings a store to the committed state: replays its changelog from the stored position to the last stable offset (a
 * source topic: to the committed input offset). A log that changes meanwhile (made anew, cut) is judged again.
 * Throws CHANGELOG_UNREADABLE where that does not help.
 */
export async function restore(
  spec: StoreSpec<unknown, unknown>,
  partition: number,
  database: StateDatabase,
  /** The committed offset of the source topic that serves as changelog. */
  committed: number,
  options: RestoreOptions,
): Promise<void> {
  const topic = changelogOf(spec, options.applicationId)
  const { logger, topics, time, signal } = options
  const isWanted = () => !signal.aborted
  if (topic === null) return openIndexes({ spec, partition, database, position: null, isWanted }, options)
  for (let attempt = 1; ; attempt++) {
    await topics.learn([topic])
    const end =
      spec.changelog.kind === 'own' ? await settledEnd({ topic, partition }, options, signal) : committed
    if (end === null) return
    const why = await replay({ spec, partition, database, end, topic }, options)
    if (why === null) return
    logger.warn({ store: spec.name, partition, why }, 'a changelog cannot be replayed; looking again')
    if (attempt === attempts) throw unreadable(`${topic}[${partition}]`, spec.name, why)
    await time.sleep(100 * attempt)
  }
}

/** Null when the store is where it should be, or not wanted any more; else why the log does not continue. */
async function replay(
  target: {
    readonly spec: StoreSpec<unknown, unknown>
    readonly partition: number
    readonly database: StateDatabase
    readonly end: number
    readonly topic: string
  },
  options: RestoreOptions,
): Promise<string | null> {
  const { reader, restores, signal, logger } = options
  const { spec, partition, topic, end } = target
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const done = () => resolve(null)
  const replica: StoreReplica = await openReplica(
    {
      ...target,
      followTo: null,
      isWanted: () => !signal.aborted,
      dropping: () => options.dropping(spec.name),
      moved: (records, bytes) => {
        restores.moved(replica, records, bytes)
        if (replica.hasReached) done()
      },
      stopped: why => (typeof why === 'string' ? resolve(why) : reject(why)),
    },
    options,
  )
  if (replica.hasReached) {
    logger.info({ store: spec.name, partition, position: replica.position }, 'state is current')
    return null
  }
  signal.addEventListener('abort', done)
  restores.begin(replica, { store: spec.name, partition, topic, from: replica.position, to: end })
  if (signal.aborted) done()
  else reader.add(replica)
  try {
    return await promise
  } catch (error) {
    // Its bytes may have suffered on their way.
    if (error instanceof CorruptBatch) return error.message
    throw error
  } finally {
    signal.removeEventListener('abort', done)
    reader.remove(replica)
    await replica.close()
    restores.end(replica)
  }
}

const unreadable = (log: string, store: string, why: string) =>
  new StreamsError(
    'CHANGELOG_UNREADABLE',
    `${log}, the changelog of the store "${store}", could not be replayed in ${attempts} attempts: ${why}. ` +
      'Mend the topic (docs/errors.md says how), then start again.',
  )

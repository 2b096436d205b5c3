import type { StoreSpec } from '../graph/storeSpec.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { ChangelogReader } from './changelogReader.ts'
import { changelogOf, openReplica, type ReplicaContext } from './openReplica.ts'
import type { Restores } from './restores.ts'
import { settledEnd } from './settledEnd.ts'
import type { StoreReplica } from './storeReplica.ts'

export interface RestoreOptions extends ReplicaContext {
  readonly reader: ChangelogReader
  readonly restores: Restores
  /** Aborted when the task is taken away. */
  readonly signal: AbortSignal
}

/** Times that a log may change under a restore before that is an error. */
const attempts = 5

/**
 * Brings a store to the committed state: replays its changelog from the stored position to the last stable offset (a
 * source topic: to the committed input offset). A log that changes meanwhile (made anew, cut) is judged again.
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
  if (topic === null) return
  const { logger, topics, time, signal } = options
  for (let attempt = 1; ; attempt++) {
    await topics.learn([topic])
    const end =
      spec.changelog.kind === 'own' ? await settledEnd({ topic, partition }, options, signal) : committed
    if (end === null) return
    const why = await replay({ spec, partition, database, end, topic }, options)
    if (why === null) return
    logger.warn(
      { store: spec.name, partition, why },
      'a changelog changed while it was replayed; looking again',
    )
    if (attempt === attempts)
      throw new Error(
        `The changelog ${topic}[${partition}] cannot be replayed: ${why}, ${attempts} times over`,
      )
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
  } finally {
    signal.removeEventListener('abort', done)
    reader.remove(replica)
    await replica.close()
    restores.end(replica)
  }
}

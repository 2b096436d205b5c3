import type { StoreSpec } from '../graph/storeSpec.ts'
import { beginOf, endOfIndex, IndexEntries } from '../stores/indexEntries.ts'
import { indexStore } from '../stores/indexStore.ts'
import type { StateBatch, StateDatabase, StorePosition } from '../stores/stateDatabase.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'

/** Rows that one batch indexes. */
const batchRows = 1_000
const tellEveryMs = 5_000
/** Of an index that is being built, or taken away: no version is this one. */
const unfinished = 0

export interface OpenIndexesTarget {
  readonly spec: StoreSpec<unknown, unknown>
  readonly partition: number
  readonly database: StateDatabase
  /** Null: nothing says what the entries are of, and all are made anew. */
  readonly position: StorePosition | null
  /** Building is given up when it is not. */
  readonly isWanted: () => boolean
}

/**
 * Makes the entries of a store's indexes those that its rows have: indexes that the stored ones lack, or of which they have another
 * version, are built from the rows; those that the topology no longer has go. What is right stays. To be called before
 * anybody reads or writes the store here; the position does not move. Rejects with IndexFailed, and where it is given up.
 */
export async function openIndexes(
  target: OpenIndexesTarget,
  context: { readonly logger: Logger; readonly time: Time },
): Promise<void> {
  const { spec, database, position } = target
  const wanted = IndexEntries.of(spec)?.versions ?? {}
  const found = position?.indexes
  const kept = Object.fromEntries(
    Object.entries(wanted).filter(([name, version]) => found?.[name] === version),
  )
  const missing = spec.indexes.filter(({ name }) => !(name in kept))
  const others = Object.keys(found ?? {}).filter(name => !(name in kept))
  if (missing.length + others.length === 0 && (found || !(await hasEntries(target)))) return

  // What a crash leaves half done is known as such, whichever topology comes next.
  const doubtful = [...others, ...missing.map(({ name }) => name)].map(name => [name, unfinished] as const)
  const batch = database.batch()
  deleteAllBut(Object.keys(kept), target, batch)
  setVersions(target, { ...kept, ...Object.fromEntries(doubtful) }, batch)
  await batch.write()
  if (missing.length > 0) await build({ ...spec, indexes: missing }, target, context)
  const last = database.batch()
  setVersions(target, wanted, last)
  await last.write()
}

/** Whether there are any, of whatever index. */
export async function hasEntries({
  spec,
  partition,
  database,
}: Pick<OpenIndexesTarget, 'spec' | 'partition' | 'database'>): Promise<boolean> {
  return (await database.range(indexStore(spec.name), partition, { limit: 1 })).length > 0
}

function deleteAllBut(kept: readonly string[], target: OpenIndexesTarget, batch: StateBatch): void {
  const store = indexStore(target.spec.name)
  let from: Buffer | undefined
  for (const name of [...kept].sort()) {
    batch.deleteRange(store, target.partition, { from, to: beginOf(name) })
    from = endOfIndex(name)
  }
  batch.deleteRange(store, target.partition, { from })
}

function setVersions(
  { spec, partition, position }: OpenIndexesTarget,
  versions: Readonly<Record<string, number>>,
  batch: StateBatch,
): void {
  if (position === null) return
  const { indexes: _, ...log } = position
  const indexes = Object.keys(versions).length === 0 ? {} : { indexes: versions }
  batch.setPosition(spec.name, partition, { ...log, ...indexes })
}

async function build(
  spec: StoreSpec<unknown, unknown>,
  { partition, database, isWanted }: OpenIndexesTarget,
  { logger, time }: { readonly logger: Logger; readonly time: Time },
): Promise<void> {
  const entries = IndexEntries.of(spec)!
  const what = { store: spec.name, partition, indexes: Object.keys(entries.versions).join(' ') }
  const began = time.elapsed()
  let told = began
  let indexed = 0
  for (let from: Uint8Array | undefined; ; ) {
    const rows = await database.range(spec.name, partition, { from, limit: batchRows })
    if (!isWanted()) throw new Error(`Building the indexes of ${spec.name}[${partition}] was given up`)
    const batch = database.batch()
    for (const { key, value } of rows) entries.change(batch, partition, key, undefined, entries.stored(value))
    await batch.write()
    indexed += rows.length
    if (rows.length < batchRows) break
    from = Buffer.concat([rows.at(-1)!.key, Buffer.of(0)])
    if (time.elapsed() - told < tellEveryMs) continue
    told = time.elapsed()
    const perSecond = Math.round(indexed / ((told - began) / 1000))
    logger.info({ ...what, rows: indexed, perSecond }, 'building indexes from the rows')
  }
  if (indexed === 0) return
  const ms = Math.round(time.elapsed() - began)
  logger.info({ ...what, rows: indexed, ms }, 'indexes built from the rows')
}

import { noHeaders } from '../graph/streamRecord.ts'
import { changelogTopic } from '../graph/topicNames.ts'
import { writeIndexChanges } from '../stores/indexChanges.ts'
import type { RowMemory } from '../stores/rowMemory.ts'
import { type SealedChange, sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import type { StateDatabase, StorePosition } from '../stores/stateDatabase.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { CommittedOffset, GroupMember, Kafka } from '../wire/kafka.ts'
import type { CommittedInput } from './committedInput.ts'
import { encodeFigure } from './figureHeader.ts'
import { encodeOffsetMetadata } from './offsetMetadata.ts'
import type { Task } from './task.ts'
import type { Time } from './time.ts'
import type { Topics } from './topics.ts'
import type { Transaction } from './transaction.ts'

export interface CommitContext {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly transaction: Transaction
  readonly input: CommittedInput
  readonly topics: Topics
  readonly rows: RowMemory
  readonly member: () => GroupMember
  readonly time: Time
}

/** What a commit took, ms by step, and what it wrote. */
export interface CommitReport {
  readonly produceMs: number
  readonly offsetsMs: number
  readonly endMs: number
  readonly stateMs: number
  readonly rows: number
  /** Input positions that are committed now. */
  readonly offsets: readonly CommittedOffset[]
}

/**
 * Makes everything up to now final, for all tasks at once: outputs, changelogs, input positions and local state, all or
 * nothing. Processing of the next transaction goes on while this one ends.
 *
 * 1. Stop taking records: called between chunks, so everything is at a record boundary.
 * 2. Flush operators: they hold nothing back. Positions, rows and outputs so far are sealed; what comes is the next commit's.
 * 3. Produce: outputs were sent as they came; the changed rows follow, into the changelogs, the last of each with the hash of the rows.
 * 4. Add the input offsets, under the member epoch. Runs beside the end of step 3: neither needs the other.
 * 5. End the transaction. Only a clear yes leads on.
 * 6. Write rows, entries of their indexes, hashes and changelog positions to RocksDB in one batch. Queries see them from here on.
 * 7. Publish (`finishCommit`, again between chunks): the rows become the tasks' committed ones.
 *
 * Steps 1 to 3 run before the first await. Whatever is thrown, the caller must abort and open the tasks anew.
 * `signal` gives it up: it asks nothing more of Kafka then and writes no state, whatever Kafka has answered.
 */
export async function commit(
  tasks: readonly Task[],
  context: CommitContext,
  signal: AbortSignal,
  /** Step 6 begins: from here on nothing but the disk is waited for. */
  writing: () => void,
): Promise<CommitReport> {
  const { kafka, transaction, applicationId, time } = context
  // By the time it is given up there may be another.
  const { producer } = transaction
  const started = time.elapsed()

  // 2. Seal. The epoch too: a member that is given up meanwhile and joins anew has one that would let all this pass.
  const member = context.member()
  const offsets = offsetsOf(tasks)
  const changes = seal(tasks)

  // 3. Produce
  for (const { store, rows } of changes) {
    if (store.spec.changelog.kind !== 'own') continue
    const topic = changelogTopic(applicationId, store.name)
    const figure = store.sealedFigure
    const last = rows.at(-1)
    for (const row of rows) {
      const { key, value, timestamp } = row
      const headers = row === last && figure ? [encodeFigure(figure)] : noHeaders
      const record = { topic, partition: store.partition, key, value, timestamp, headers }
      transaction.check(record)
      transaction.write(record, store.partition)
    }
  }
  transaction.seal()
  await transaction.issued()
  signal.throwIfAborted()
  const written = transaction.written()
  written.catch(() => {}) // thrown below; step 4 may fail first

  // 4. Add the input offsets
  await kafka.addOffsetsToTxn(producer, member.groupId)
  signal.throwIfAborted()
  await kafka.txnOffsetCommit(producer, member, offsets)
  const offsetsDone = time.elapsed()
  await written
  signal.throwIfAborted()
  const writtenDone = time.elapsed()

  // 5. End the transaction
  await kafka.endTxn(producer, true)
  context.input.learn(offsets, transaction.lastRecords())
  const ended = time.elapsed()
  signal.throwIfAborted()

  // 6. Write the state
  writing()
  await writeState(tasks, changes, offsets, context)
  return {
    offsetsMs: offsetsDone - started,
    produceMs: writtenDone - started,
    endMs: ended - writtenDone,
    stateMs: time.elapsed() - ended,
    rows: changes.reduce((sum, { rows }) => sum + rows.length, 0),
    offsets,
  }
}

/** 7. Publish. Between chunks, after `commit` has resolved: the next transaction may begin to send. */
export function finishCommit(tasks: readonly Task[], context: CommitContext): void {
  for (const store of tasks.flatMap(task => task.processor.stores)) store.committed()
  context.rows.trim()
  context.transaction.ended()
}

interface StoreChanges {
  readonly store: TaskStore
  readonly rows: readonly SealedChange[]
}

function seal(tasks: readonly Task[]): readonly StoreChanges[] {
  const changes: StoreChanges[] = []
  for (const task of tasks) {
    task.isDirty = false
    task.hasMoved = false
    task.isUrgent = false
    for (const store of task.processor.stores) {
      store.seal()
      if (store.sealed.size > 0) changes.push({ store, rows: sealedChanges(store) })
    }
  }
  return changes
}

/** Every input partition of every task that did anything: listed partitions are what the group checks. */
function offsetsOf(tasks: readonly Task[]): readonly CommittedOffset[] {
  return tasks.flatMap(task =>
    task.queues.map(queue => ({
      topic: queue.topic,
      partition: queue.partition,
      offset: queue.position,
      metadata: encodeOffsetMetadata({
        streamTime: task.processor.clock.streamTime,
        topicId: queue.topicId,
        cut: task.cut.tag,
      }),
    })),
  )
}

async function writeState(
  tasks: readonly Task[],
  changes: readonly StoreChanges[],
  offsets: readonly CommittedOffset[],
  context: CommitContext,
): Promise<void> {
  const batches = new Map<StateDatabase, ReturnType<StateDatabase['batch']>>()
  const batchOf = (database: StateDatabase) => {
    const batch = batches.get(database) ?? database.batch()
    batches.set(database, batch)
    return batch
  }
  for (const { store, rows } of changes) {
    writeChanges(store, rows, batchOf(store.database))
    await writeIndexChanges(store, batchOf(store.database), () => context.time.breathe())
  }
  for (const store of tasks.flatMap(task => task.processor.stores)) {
    const position = positionOf(store, offsets, context)
    if (!position) continue
    batchOf(store.database).setPosition(store.name, store.partition, position)
    store.sealedPosition = position.offset
  }
  for (const batch of batches.values()) await batch.write()
}

/** How far a store's changelog is in its rows now; null when it did not move. */
function positionOf(
  store: TaskStore,
  offsets: readonly CommittedOffset[],
  context: CommitContext,
): StorePosition | null {
  const { changelog } = store.spec
  if (changelog.kind === 'none') return null
  const figure = store.sealedFigure
  const place = (topic: string, offset: number) => ({
    topic,
    topicId: context.topics.idOf(topic),
    offset,
    time: context.time.now(),
    ...(store.indexes && { indexes: store.indexes.versions }),
    ...(store.history && { historySince: store.historySince }),
    ...(figure && { figure }),
  })
  if (changelog.kind === 'source') {
    const { topic } = changelog
    return place(
      topic,
      offsets.find(input => input.topic === topic && input.partition === store.partition)!.offset,
    )
  }
  const topic = changelogTopic(context.applicationId, store.name)
  const written = context.transaction.lastOf(topic, store.partition)
  // Not beyond the marker: where Kafka lost that, a record of the next transaction is in its place.
  return written === null ? null : { ...place(topic, written + 1), written }
}

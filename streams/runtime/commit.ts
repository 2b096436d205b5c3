import { changelogTopic } from '../graph/topicNames.ts'
import { type PendingChange, pendingChanges, writeChanges } from '../stores/pendingChange.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { CommittedOffset, GroupMember, Kafka } from '../wire/kafka.ts'
import { encodeOffsetMetadata } from './offsetMetadata.ts'
import type { Task } from './task.ts'
import type { Topics } from './topics.ts'
import type { Transaction } from './transaction.ts'

export interface CommitContext {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly transaction: Transaction
  readonly topics: Topics
  readonly member: () => GroupMember
  readonly now: () => number
}

/** What a commit took, ms by step, and what it wrote. */
export interface CommitReport {
  readonly produceMs: number
  readonly offsetsMs: number
  readonly endMs: number
  readonly stateMs: number
  readonly rows: number
}

/**
 * Makes everything since the last commit final, for all tasks at once:
 * outputs, changelogs, input positions and local state, all or nothing.
 *
 * 1. Stop taking records (the caller does not process while this runs).
 * 2. Flush operators: they hold nothing back, so there is nothing to do.
 * 3. Produce: outputs were sent as they came; the changed rows follow, into the changelogs.
 * 4. Add the input offsets, under the member epoch. Runs beside the end of step 3: neither needs the other.
 * 5. End the transaction. Only a clear yes leads on.
 * 6. Write rows and changelog positions to RocksDB in one batch.
 * 7. Publish: from here on queries see the new rows, which is the same moment.
 *
 * Whatever it throws before step 6, the caller must abort and start the tasks again from what is committed.
 */
export async function commit(tasks: readonly Task[], context: CommitContext): Promise<CommitReport> {
  const { kafka, transaction } = context
  const started = performance.now()

  // 3. Produce
  const changes = changesOf(tasks)
  for (const { store, rows } of changes) {
    if (store.spec.changelog.kind !== 'own') continue
    const topic = changelogTopic(context.applicationId, store.name)
    for (const row of rows)
      transaction.write({ topic, partition: store.partition, ...row, headers: [] }, store.partition)
  }
  await transaction.sendAll()
  const produced = transaction.written()
  produced.catch(() => {}) // thrown below; step 4 may fail first

  // 4. Add the input offsets
  const member = context.member()
  await kafka.addOffsetsToTxn(transaction.producer, member.groupId)
  await kafka.txnOffsetCommit(transaction.producer, member, offsetsOf(tasks))
  const offsetsDone = performance.now()
  await produced
  const producedDone = performance.now()

  // 5. End the transaction
  await kafka.endTxn(transaction.producer, true)
  const ended = performance.now()

  // 6. Write the state
  await writeState(tasks, changes, context)
  transaction.ended()

  // 7. Publish
  for (const task of tasks) {
    task.isDirty = false
    task.hasMoved = false
    for (const store of task.processor.stores) store.committed()
  }
  return {
    offsetsMs: offsetsDone - started,
    produceMs: producedDone - started,
    endMs: ended - producedDone,
    stateMs: performance.now() - ended,
    rows: changes.reduce((sum, { rows }) => sum + rows.length, 0),
  }
}

interface StoreChanges {
  readonly store: TaskStore
  readonly rows: readonly PendingChange[]
}

function changesOf(tasks: readonly Task[]): readonly StoreChanges[] {
  return tasks
    .flatMap(task => task.processor.stores)
    .filter(store => store.pending.size > 0)
    .map(store => ({ store, rows: pendingChanges(store) }))
}

/** Every input partition of every task that did anything: listed partitions are what the group checks. */
function offsetsOf(tasks: readonly Task[]): readonly CommittedOffset[] {
  return tasks.flatMap(task =>
    task.queues.map(queue => ({
      topic: queue.topic,
      partition: queue.partition,
      offset: queue.position,
      metadata: encodeOffsetMetadata(task.processor.clock.streamTime),
    })),
  )
}

async function writeState(
  tasks: readonly Task[],
  changes: readonly StoreChanges[],
  context: CommitContext,
): Promise<void> {
  const batches = new Map<StateDatabase, ReturnType<StateDatabase['batch']>>()
  const batchOf = (database: StateDatabase) => {
    const batch = batches.get(database) ?? database.batch()
    batches.set(database, batch)
    return batch
  }
  for (const { store, rows } of changes) writeChanges(store, rows, batchOf(store.database))
  for (const task of tasks) {
    for (const store of task.processor.stores) {
      const position = positionOf(task, store, context)
      if (position)
        batchOf(store.database).setPosition(store.name, store.partition, { ...position, time: context.now() })
    }
  }
  for (const batch of batches.values()) await batch.write()
}

/** How far a store's changelog is in its rows now; null when it did not move. */
function positionOf(task: Task, store: TaskStore, context: CommitContext) {
  const { changelog } = store.spec
  if (changelog.kind === 'none') return null
  if (changelog.kind === 'source') {
    const offset = task.queues.find(queue => queue.topic === changelog.topic)!.position
    return { topic: changelog.topic, topicId: context.topics.idOf(changelog.topic), offset }
  }
  const topic = changelogTopic(context.applicationId, store.name)
  const offset = context.transaction.endOf(topic, store.partition)
  return offset === null ? null : { topic, topicId: context.topics.idOf(topic), offset }
}

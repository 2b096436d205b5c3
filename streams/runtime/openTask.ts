import type { SourceNode } from '../graph/node.ts'
import type { Subtopology } from '../graph/subtopology.ts'
import { changelogTopic, repartitionTopic } from '../graph/topicNames.ts'
import type { NodeProbes } from '../operators/nodeProbes.ts'
import type { Failure, FailureResponse } from '../processing/failure.ts'
import type { GlobalRows } from '../processing/globalRows.ts'
import type { RecordObserver } from '../processing/recordObserver.ts'
import type { RecordWriter } from '../processing/recordWriter.ts'
import { TaskProcessor } from '../processing/taskProcessor.ts'
import type { RowMemory } from '../stores/rowMemory.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { ChangelogReader } from './changelogReader.ts'
import type { CommittedInput } from './committedInput.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'
import type { Settings } from './options.ts'
import { PartitionQueue } from './partitionQueue.ts'
import { restore } from './restore.ts'
import type { Restores } from './restores.ts'
import { startOffset } from './startOffset.ts'
import { Task } from './task.ts'
import type { Topics } from './topics.ts'

export interface OpenTaskContext {
  readonly settings: Settings
  readonly topics: Topics
  readonly input: CommittedInput
  readonly databaseOf: (engine: 'rocksdb' | 'memory') => StateDatabase
  readonly writer: RecordWriter
  readonly globals: GlobalRows
  readonly probes: NodeProbes
  readonly rows: RowMemory
  /** Of restores. */
  readonly reader: ChangelogReader
  readonly restores: Restores
  /** A store's rows are worth nothing: they go. */
  readonly dropping: (store: string) => void
  readonly onFailure: (failure: Failure, response: FailureResponse) => void
  readonly observer: RecordObserver
  /** Aborted when the task is taken away again. */
  readonly signal: AbortSignal
}

export const topicsOf = (applicationId: string, source: SourceNode): readonly string[] =>
  source.internal ? source.topics.map(topic => repartitionTopic(applicationId, topic)) : source.topics

/**
 * Makes a task ready to run, in the order that exactly-once needs: committed offsets first (waiting out open transactions),
 * then each changelog's last stable offset, then the restore up to there.
 */
export async function openTask(
  subtopology: Subtopology,
  partition: number,
  context: OpenTaskContext,
): Promise<Task> {
  const { settings, topics } = context
  const { kafka, applicationId } = settings
  const inputs = subtopology.sources
    .flatMap(source => topicsOf(applicationId, source).map(topic => ({ source, topic })))
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
  const written = [
    ...subtopology.repartitions.map(node => repartitionTopic(applicationId, node.topic)),
    ...subtopology.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : [])),
    ...subtopology.stores.flatMap(store =>
      store.changelog.kind === 'own' ? [changelogTopic(applicationId, store.name)] : [],
    ),
    ...(settings.deadLetterTopic ? [settings.deadLetterTopic] : []),
  ]
  await topics.learn([...inputs.map(({ topic }) => topic), ...written])
  await topics.learnLimits(written)

  const partitions = inputs
    .filter(({ topic }) => partition < topics.partitionsOf(topic))
    .map(({ topic }) => ({ topic, partition }))
  const committed = await context.input.read(partitions, context.signal)
  await settings.catchUp(context.signal)
  const earliest = await kafka.listOffsets(partitions, 'earliest')
  const latest = await kafka.listOffsets(partitions, 'latest')
  const of = <T extends { readonly topic: string }>(offsets: readonly T[], topic: string) =>
    offsets.find(offset => offset.topic === topic)

  const queues = inputs
    .filter(({ topic }) => partition < topics.partitionsOf(topic))
    .map(({ source, topic }) => {
      const topicId = topics.idOf(topic)
      const log = {
        topic,
        partition,
        topicId,
        begin: of(earliest, topic)!.offset,
        end: of(latest, topic)!.offset,
      }
      return new PartitionQueue(
        source,
        topic,
        partition,
        startOffset(log, of(committed, topic), settings),
        topicId,
      )
    })

  await Promise.all(
    subtopology.stores.map(spec =>
      restore(
        spec,
        partition,
        context.databaseOf(spec.engine),
        spec.changelog.kind === 'source' ? of(queues, spec.changelog.topic)!.position : 0,
        {
          kafka,
          topics,
          applicationId,
          logger: settings.logger,
          time: settings.time,
          reader: context.reader,
          restores: context.restores,
          dropping: context.dropping,
          signal: context.signal,
        },
      ),
    ),
  )

  const stores = await Promise.all(
    subtopology.stores.map(async spec => {
      const database = context.databaseOf(spec.engine)
      const rows = await database.range(spec.name, partition, { limit: 1 })
      const position = await database.position(spec.name, partition)
      return {
        name: spec.name,
        database,
        empty: rows.length === 0,
        historySince: position?.historySince ?? -1,
        position: position?.offset ?? 0,
        figure: position?.figure ?? null,
      }
    }),
  )
  const processor = new TaskProcessor(
    {
      applicationId,
      subtopology,
      partition,
      stores,
      memory: context.rows,
      writer: context.writer,
      globals: context.globals,
      probes: context.probes,
      handlers: settings.errors,
      deadLetterTopic: settings.deadLetterTopic,
      streamTime: Math.max(-1, ...committed.map(offset => decodeOffsetMetadata(offset.metadata).streamTime)),
      onFailure: context.onFailure,
      observer: context.observer,
    },
    source => topicsOf(applicationId, source),
  )
  return new Task(subtopology, partition, processor, queues, settings.time)
}

import { channels, type FollowedOutput, type TracedRecord } from 'millrace'
import { errorType } from './errorType.ts'
import { isRecorded, unrecorded } from './spanContext.ts'
import type { SpanAttributes, TraceSpan, Traces } from './traces.ts'

/** A record of others that is older belongs to a trace that is long over: it is played again. */
const oldMs = 3_600_000

interface ProcessedMessage {
  readonly record: TracedRecord
  readonly error: Error | null
}

interface CommittedMessage {
  readonly applicationId: string
  readonly outputs: readonly FollowedOutput[]
}

/**
 * A span for each record of a recorded trace that an application processes, and for each that it writes for others, until
 * that is committed; one that is given up never ends, and its repetition has its own. Returns how to stop that.
 */
export function traceRecords(
  traces: Pick<Traces, 'begin'>,
  applicationId: string,
  now = Date.now,
): () => void {
  const processing = new WeakMap<TracedRecord, TraceSpan>()
  const writing = new WeakMap<FollowedOutput, TraceSpan>()

  const record = (message: unknown) => {
    const traced = message as TracedRecord
    if (traced.applicationId !== applicationId || !isRecorded(traced.context)) return
    if (!traced.isInternal && now() - traced.timestamp > oldMs) {
      traced.context = unrecorded(traced.context)
      return
    }
    const { topic, partition, offset, task, context } = traced
    const span = traces.begin(`process ${topic}`, {
      kind: 'consumer',
      parent: context,
      attributes: {
        ...messaging('process', topic),
        'messaging.destination.partition.id': String(partition),
        'messaging.kafka.offset': offset,
        'messaging.consumer.group.name': applicationId,
        'millrace.task': task,
      },
    })
    traced.context = span.context
    processing.set(traced, span)
  }
  const processed = (message: unknown) => {
    const { record, error } = message as ProcessedMessage
    const span = processing.get(record)
    if (error) span?.fail(errorType(error))
    span?.end()
  }
  const output = (message: unknown) => {
    const followed = message as FollowedOutput
    const parent = followed.of && processing.get(followed.of)
    if (!parent) return
    const { topic } = followed
    const options = {
      kind: 'producer',
      parent: parent.context,
      attributes: messaging('send', topic),
    } as const
    const span = traces.begin(`send ${topic}`, options)
    followed.context = span.context
    writing.set(followed, span)
  }
  const committed = (message: unknown) => {
    const { outputs, ...of } = message as CommittedMessage
    if (of.applicationId !== applicationId) return
    for (const each of outputs) writing.get(each)?.end()
  }

  channels.record.subscribe(record)
  channels.processed.subscribe(processed)
  channels.output.subscribe(output)
  channels.committed.subscribe(committed)
  return () => {
    channels.record.unsubscribe(record)
    channels.processed.unsubscribe(processed)
    channels.output.unsubscribe(output)
    channels.committed.unsubscribe(committed)
  }
}

/** What is said of each span about a topic. */
export const messaging = (operation: 'process' | 'send', topic: string): SpanAttributes => ({
  'messaging.system': 'kafka',
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.destination.name': topic,
})

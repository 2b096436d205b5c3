import type { RepartitionNode, SinkNode } from '../graph/node.ts'
import type { StreamRecord } from '../graph/streamRecord.ts'
import { repartitionTopic } from '../graph/topicNames.ts'
import type { Serde } from '../serdes/serde.ts'
import type { OutputRecord } from './recordWriter.ts'

export function serializeOutput(
  applicationId: string,
  node: SinkNode | RepartitionNode,
  record: StreamRecord<unknown, unknown>,
): OutputRecord {
  return {
    topic:
      node.kind === 'repartition'
        ? repartitionTopic(applicationId, node.topic)
        : typeof node.topic === 'string'
          ? node.topic
          : chosen(node, node.topic(record)),
    partition: null,
    key: serialize(node.key, record.key),
    value: serialize(node.value, record.value),
    timestamp: record.timestamp,
    headers: node.kind === 'sink' && node.headers ? node.headers(record) : record.headers,
  }
}

function serialize(serde: Serde<unknown>, value: unknown): string | Uint8Array | null {
  return value === null || value === undefined ? null : serde.serialize(value)
}

function chosen(node: SinkNode, topic: string): string {
  if (node.topics.includes(topic)) return topic
  throw new Error(`Step "${node.name}" chose topic "${topic}", which is not among the topics it names`)
}

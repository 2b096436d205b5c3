import type { Kafka } from 'millrace'
import { scanTopic } from './scanTopic.ts'

export interface OutputFaults {
  /** Keys that should be there. */
  readonly lost: readonly string[]
  /** By key that is there more than once: its places. */
  readonly doubled: ReadonlyMap<string, readonly string[]>
  /** Keys that nobody asked for. */
  readonly strange: readonly string[]
}

/** Every expected key once, and nothing else: what is wrong with a topic, read committed from its beginning. */
export async function checkOutputs(
  kafka: Kafka,
  topic: string,
  expected: ReadonlySet<string>,
): Promise<OutputFaults> {
  const found = await scanTopic(kafka, topic)
  return {
    lost: [...expected].filter(key => !found.has(key)),
    doubled: new Map([...found].filter(([, places]) => places.length > 1)),
    strange: [...found.keys()].filter(key => !expected.has(key)),
  }
}

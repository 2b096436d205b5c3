import type { Kafka } from 'millrace'
import { scanTopic } from './scanTopic.ts'

/** Every expected key once, and nothing else. Resolves to what is wrong. */
export async function checkOutputs(
  kafka: Kafka,
  topic: string,
  expected: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found = await scanTopic(kafka, topic)
  const wrong: string[] = []
  for (const key of expected) if (!found.has(key)) wrong.push(`${topic}: ${key} is missing`)
  for (const [key, places] of found) {
    if (!expected.has(key)) wrong.push(`${topic}: ${key} was never asked for, at ${places.join(' ')}`)
    else if (places.length > 1)
      wrong.push(`${topic}: ${key} came ${places.length} times, at ${places.join(' ')}`)
  }
  return wrong
}

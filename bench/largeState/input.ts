import { BatchBuilder, type Kafka, partitionForKey, plainBatch } from 'millrace/wire'

export const partitions = 2
/** A prime, so steps of it visit every key once before they come round, in no order that a database would like. */
const stride = 2 ** 31 - 1

export const keyOf = (n: number) => `k${String(n).padStart(9, '0')}`

/** Every key once in no particular order, then `updates` keys by seeded chance. */
export function* keysOf(keys: number, updates: number): Generator<string> {
  for (let i = 0, at = 0; i < keys; i++) {
    at = (at + stride) % keys
    yield keyOf(at)
  }
  let seed = 12_345
  for (let i = 0; i < updates; i++) {
    // Exact in 32 bits: a product that loses its low bits comes round after a few thousand draws.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    yield keyOf(Math.floor((seed / 2 ** 32) * keys))
  }
}

/** Writes the records; their values are small, their rows are not. */
export async function produceKeys(
  kafka: Kafka,
  topic: string,
  keys: Iterable<string>,
  progress: (done: number) => void,
): Promise<void> {
  const builders = Array.from({ length: partitions }, () => new BatchBuilder())
  let waiting: Promise<unknown> = Promise.resolve()
  let done = 0
  const flush = async (partition: number) => {
    const builder = builders[partition]!
    if (builder.count === 0) return
    done += builder.count
    const records = builder.finish(plainBatch)
    builder.reset()
    await waiting
    waiting = kafka.produce(null, [{ topic, partition, records }]).then(([result]) => {
      if (result!.error) throw new Error(`${topic}[${partition}] refused the input: ${result!.error}`)
    })
    waiting.catch(() => {})
    progress(done)
  }
  let timestamp = 0
  for (const key of keys) {
    const partition = partitionForKey(key, partitions)
    builders[partition]!.append(key, '1', timestamp++, null)
    if (builders[partition]!.size > 256 * 1024) await flush(partition)
  }
  for (let partition = 0; partition < partitions; partition++) await flush(partition)
  await waiting
}

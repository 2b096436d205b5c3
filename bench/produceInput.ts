import { BatchBuilder, type Kafka, partitionForKey, plainBatch } from 'millrace/wire'
import { generate, partitions, type Workload } from './workload.ts'

const flushBytes = 256 * 1024

/** Creates the topics (kept for ever) and writes the workload; returns how many records there are. */
export async function produceInput(
  kafka: Kafka,
  workload: Workload,
  progress: (done: number, total: number) => void = () => {},
  /** Stands before the names of the topics. */
  prefix = '',
): Promise<number> {
  const total = workload.patients + workload.medecins + workload.rendezvous
  const builders = new Map<string, BatchBuilder[]>()
  let sent = 0
  let waiting: Promise<unknown> = Promise.resolve()
  const flush = async (topic: string, partition: number) => {
    const builder = builders.get(topic)![partition]!
    if (builder.count === 0) return
    const count = builder.count
    const records = builder.finish(plainBatch)
    builder.reset()
    await waiting
    waiting = kafka.produce(null, [{ topic: prefix + topic, partition, records }]).then(([result]) => {
      if (result!.error) throw new Error(`${topic}[${partition}] refused the input: ${result!.error}`)
    })
    sent += count
    progress(sent, total)
  }
  for (const record of generate(workload)) {
    let list = builders.get(record.topic)
    if (!list) {
      list = Array.from({ length: partitions }, () => new BatchBuilder())
      builders.set(record.topic, list)
    }
    const partition = partitionForKey(record.key, partitions)
    list[partition]!.append(record.key, record.value, record.timestamp, null)
    if (list[partition]!.size > flushBytes) await flush(record.topic, partition)
  }
  for (const topic of builders.keys()) for (let p = 0; p < partitions; p++) await flush(topic, p)
  await waiting
  return sent
}

export async function createTopics(kafka: Kafka, names: readonly string[]): Promise<void> {
  const { topics } = await kafka.metadata(names)
  await kafka.createTopics(
    names
      .filter(name => !topics.has(name))
      .map(name => ({ name, partitions, replicationFactor: 1, configs: { 'retention.ms': '-1' } })),
  )
  // A topic just created has no leader for a moment; this waits for it.
  await kafka.listOffsets(
    names.flatMap(topic => Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))),
    'latest',
  )
}

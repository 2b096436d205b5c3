import type { Kafka } from 'millrace'
import { createTopics, produceInput } from './produceInput.ts'
import { ProgressBar } from './progressBar.ts'
import { partitions, type Workload } from './workload.ts'

/** Writes the input unless the broker holds it already. Throws when it holds another. */
export async function prepareInput(kafka: Kafka, workload: Workload): Promise<void> {
  const expected = new Map([
    ['patient.created', workload.patients],
    ['medecin.created', workload.medecins],
    ['rendezvous.created', workload.rendezvous],
  ])
  await createTopics(kafka, [...expected.keys()])
  const held = await Promise.all([...expected.keys()].map(topic => countOf(kafka, topic)))
  if (held.every((count, index) => count === [...expected.values()][index])) return
  if (held.some(count => count > 0)) {
    throw new Error(
      `The broker holds another input (${held.join(', ')} records). Use a fresh broker, or that size.`,
    )
  }
  const bar = new ProgressBar('Producing the input')
  await produceInput(kafka, workload, (done, total) => bar.show(done, total))
  bar.end(true)
}

async function countOf(kafka: Kafka, topic: string): Promise<number> {
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const ends = await kafka.listOffsets(all, 'latest')
  return ends.reduce((sum, { offset }) => sum + offset, 0)
}

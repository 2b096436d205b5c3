import type { CutSnapshot } from '../runtime/cutSnapshot.ts'
import type { KafkaStreams } from '../runtime/kafkaStreams.ts'
import type { Time } from '../runtime/time.ts'

/** Kafka has the last commit of a quiet cut; its rows are on their way to the disk at most so long, ms. */
const patienceMs = 5_000
const pauseMs = 5

/** A snapshot with all rows that were committed by now. Rejects when they are not written in time. */
export async function snapshotAtRest(streams: KafkaStreams, cut: string, time: Time): Promise<CutSnapshot> {
  const unwritten = () =>
    streams.status().tasks.find(({ stores }) => stores.some(({ uncommittedRows }) => uncommittedRows > 0))
  for (const deadline = time.elapsed() + patienceMs; ; ) {
    const task = unwritten()
    if (!task) return streams.cutSnapshot(cut)
    if (time.elapsed() > deadline) throw new Error(`rows of task ${task.id} are still to be written`)
    await time.sleep(pauseMs)
  }
}

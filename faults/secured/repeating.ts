import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'

type Batches = Parameters<Kafka['produce']>[1]
type Written = Awaited<ReturnType<Kafka['produce']>>

const pauseMs = 100
const patienceMs = 60_000

/** Writes as another service's producer does: what was not taken, or nobody knows of, is written again. A repeat has no further effect. */
export function repeating(kafka: Kafka): Kafka {
  return {
    ...kafka,
    async produce(producer, batches) {
      const written: Written[number][] = []
      let left: Batches = batches
      for (const deadline = performance.now() + patienceMs; left.length > 0; await sleep(pauseMs)) {
        const answers = await kafka.produce(producer, left).catch((error: unknown) => {
          if (performance.now() > deadline) throw error
          return []
        })
        const late = performance.now() > deadline
        const taken = answers.filter(({ error }) => error === null || late)
        written.push(...taken)
        left = left.filter(
          ({ topic, partition }) => !taken.some(each => each.topic === topic && each.partition === partition),
        )
      }
      return written
    },
  }
}

import type { Connection } from '@platformatic/kafka'
import type { Lane } from '../brokers.ts'
import type { Cluster } from '../cluster.ts'
import type { TopicPartition } from '../kafka.ts'
import type { KafkaError } from '../kafkaError.ts'

/** What a leader said of one partition. */
export type LeaderAnswer<R> = R & TopicPartition & { readonly failure: KafkaError | null }

/**
 * Sends one request to each leader of the given partitions, at the same time, and repeats it for the partitions that a
 * retriable error hit. Only for requests that may be repeated. The answers come in the order of the entries.
 */
export async function forEachLeader<E extends TopicPartition, R>(
  cluster: Cluster,
  name: string,
  lane: Lane,
  entries: readonly E[],
  ask: (connection: Connection, entries: readonly E[]) => Promise<readonly LeaderAnswer<R>[]>,
): Promise<LeaderAnswer<R>[]> {
  const operation = cluster.operation(name)
  const answers = new Map<string, LeaderAnswer<R>>()
  let left = entries
  const attempt = async () => {
    if (left.length === 0) return
    const byLeader = await cluster.groupByLeader(left, operation)
    const asked = Array.from(byLeader, ([leader, group]) =>
      cluster.brokers.request(leader, lane, operation.name, operation.deadline, connection =>
        ask(connection, group),
      ),
    )
    let failure: unknown = null
    for (const result of await Promise.allSettled(asked)) {
      if (result.status === 'rejected') {
        failure ??= result.reason
        continue
      }
      for (const answer of result.value) {
        if (answer.failure === null) answers.set(keyOf(answer), answer)
        else failure ??= answer.failure
      }
    }
    if (failure === null) return
    left = left.filter(entry => !answers.has(keyOf(entry)))
    throw failure
  }
  await cluster.retry(operation, attempt, {
    onFailure: () => {
      for (const { topic } of left) cluster.forgetTopic(topic)
    },
  })
  return entries.map(entry => answers.get(keyOf(entry))!)
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}\0${partition}`
}

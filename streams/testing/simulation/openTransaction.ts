import type { SimulatedKafka } from './cluster/simulatedKafka.ts'

/** A place where a transaction is open; null when none is. */
export function openTransaction(kafka: SimulatedKafka): string | null {
  for (const name of kafka.topics.names)
    for (const log of kafka.topics.get(name)!.logs)
      if (log.openTransactions().length > 0) return `a transaction is open in ${name}[${log.partition}]`
  return null
}

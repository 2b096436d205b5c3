import { availableParallelism, cpus, totalmem } from 'node:os'
import { kafkaVersion } from '../broker/kafkaVersion.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'

/** What the figures were measured on. They are ratios of one run: on a shared machine absolute times mean little. */
export interface MachineFacts {
  readonly cores: number
  readonly cpu: string
  readonly memoryMB: number
  readonly platform: string
  readonly node: string
  readonly kafka: string
}

export function machineFacts(broker: RunningBroker): MachineFacts {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryMB: Math.round(totalmem() / 1e6),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    // Kafka does not tell its version over the wire.
    kafka: broker.how === 'configured' ? `unknown: ${broker.description}` : kafkaVersion,
  }
}

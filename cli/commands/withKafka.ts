import type { Kafka } from 'millrace/wire'
import { findBroker } from '../../broker/findBroker.ts'
import { type Progress, silentProgress, terminalProgress } from '../../broker/progress.ts'
import { type Config, readConfig } from '../../config/readConfig.ts'
import { kafkaOf } from '../kafkaOf.ts'
import { root } from '../root.ts'

export interface KafkaAtHand {
  readonly config: Config
  readonly kafka: Kafka
  readonly brokers: readonly string[]
  readonly progress: Progress
}

/** Runs work against the Kafka that `start` would use, started for the time being where none runs. */
export async function withKafka<T>(json: boolean, work: (at: KafkaAtHand) => Promise<T>): Promise<T> {
  const config = readConfig()
  const progress = json ? silentProgress : terminalProgress()
  const broker = await findBroker({ root, progress })
  try {
    const kafka = await kafkaOf(config, { brokers: broker.brokers, clientId: `${config.APPLICATION_ID}-cli` })
    try {
      return await work({ config, kafka, brokers: broker.brokers, progress })
    } finally {
      await kafka.close()
    }
  } finally {
    await broker.stop()
  }
}

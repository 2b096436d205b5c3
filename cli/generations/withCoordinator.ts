import type { Coordinator } from 'millrace'
import { type KafkaAtHand, withKafka } from '../commands/withKafka.ts'
import { coordinatorOf } from './ofGeneration.ts'

export interface CoordinatorAtHand extends KafkaAtHand {
  readonly coordinator: Coordinator
}

/** Runs work on the generations of the application in the Kafka that `start` would use. */
export const withCoordinator = <T>(json: boolean, work: (at: CoordinatorAtHand) => Promise<T>): Promise<T> =>
  withKafka(json, at => work({ ...at, coordinator: coordinatorOf(at.config, at.kafka) }))

import { describe } from 'vitest'

/** The run's Kafka, as test/setup/globalSetup.ts left it in the environment; empty when there is none. */
export const brokers: readonly string[] = (process.env.KAFKA_BROKERS ?? '').split(',').filter(Boolean)

/** `describe` for tests that need the run's Kafka: skipped, not failed, where no broker could be had. */
export const describeWithBroker = describe.skipIf(brokers.length === 0)

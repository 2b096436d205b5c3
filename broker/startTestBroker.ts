import { join } from 'node:path'
import { chooseBroker } from './chooseBroker.ts'
import { configuredBroker } from './configuredBroker.ts'
import { containerBroker } from './containerBroker.ts'
import { type Progress, terminalProgress } from './progress.ts'
import type { BrokerControl, RunningBroker } from './runningBroker.ts'
import { type Environment, readSettings } from './settings.ts'
import { temporaryBroker } from './temporaryBroker.ts'

export interface TestBrokerOptions {
  /** A broker that nobody else uses and that can be crashed: a Java process, whatever else there is. */
  readonly own?: boolean
  readonly environment?: Environment
  readonly progress?: Progress
}

const root = join(import.meta.dirname, '..')

/**
 * A broker for tests: KAFKA_BROKERS, else a container (testcontainers) where an engine answers, else Java on a free
 * port with an empty data folder, deleted at stop(). Rejects with BrokerError when there is none.
 */
export function startTestBroker(
  options: TestBrokerOptions & { own: true },
): Promise<RunningBroker & { control: BrokerControl }>
export function startTestBroker(options?: TestBrokerOptions): Promise<RunningBroker>
export async function startTestBroker(options: TestBrokerOptions = {}): Promise<RunningBroker> {
  const environment = options.environment ?? process.env
  const progress = options.progress ?? terminalProgress()
  const search = { root, environment, settings: readSettings(environment), progress }
  return chooseBroker(
    search,
    options.own ? [temporaryBroker] : [configuredBroker, containerBroker, temporaryBroker],
  )
}

import { setPriority } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Coordinator, Generation, GenerationProgress } from 'millrace'
import type { Kafka } from 'millrace/wire'
import type { Logger } from 'pino'
import type { Config } from '../../config/readConfig.ts'
import { Supervisor } from '../../supervisor/supervisor.ts'
import { leaveFor } from '../leaveFor.ts'
import { root } from '../root.ts'
import { StartError } from '../startError.ts'
import { buildDirOf } from './dropOldState.ts'
import { ofGeneration } from './ofGeneration.ts'

export interface BuilderOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly kafka: Kafka
  readonly coordinator: Coordinator
  readonly generation: Generation
  readonly instances: number
  /** Records a second that each takes in at most; null: as much as the live one bears. */
  readonly rate: number | null
  readonly logger: Logger
}

const everyMs = 500
const priority = 5
/** Behind by no more than what is under way at any time. */
const closeBehind = 100
/** The most that a switch may have to wait for; reached, and no nearer for a while, it is as close as it gets. */
const mostBehind = 1_000
const looks = 6

/** Instances of a generation on this machine, behind everything else that runs here. */
export class Builder {
  readonly #options: BuilderOptions
  readonly #supervisor: Supervisor

  /** Rejects as reading the log of generations does. */
  static async start(options: BuilderOptions): Promise<Builder> {
    const { config, brokers, kafka, generation, instances, rate, logger } = options
    // Children have it too, for good: nobody may give himself more than he has. A little only: at a cut the live one waits for them.
    setPriority(priority)
    const own = await ofGeneration({ ...config, GENERATION: generation.number }, kafka)
    const folder = buildDirOf(resolve(root, config.STATE_DIR), generation.number)
    const stateDir = (instance: number) => join(folder, String(instance))
    const supervisor = new Supervisor({
      instances,
      port: Math.min(config.PORT + 100, 65_000),
      command: (instance, port) => ({
        module: join(import.meta.dirname, '..', 'instance.ts'),
        args: [String(instance)],
        environment: {
          KAFKA_BROKERS: brokers.join(),
          PORT: String(port),
          STATE_DIR: stateDir(instance),
          GENERATION: String(generation.number),
          OUTBOX: '0',
          ...(rate !== null && { BUILD_RATE: String(rate) }),
        },
      }),
      leave: instance => leaveFor(own, { kafka, stateDir: stateDir(instance), instance, logger }),
      stopTimeoutMs: config.STOP_TIMEOUT_MS,
      log: logger,
    })
    process.on('exit', () => supervisor.kill())
    supervisor.start()
    return new Builder(options, supervisor)
  }

  private constructor(options: BuilderOptions, supervisor: Supervisor) {
    this.#options = options
    this.#supervisor = supervisor
  }

  /** Rejects with StartError when every instance has failed. */
  get failed(): Promise<never> {
    return this.#supervisor.failed.then(() => {
      const reasons = this.#supervisor.instances.map(({ error }) => error)
      throw new StartError(
        `Generation ${this.#options.generation.number} cannot be built: ${reasons.join('; ')}`,
      )
    })
  }

  /**
   * Resolves when it is as far as the live one; `at` is told how far both are, every half second. Resolves also when the signal is
   * aborted. Rejects as `failed`.
   */
  async caughtUp(
    at: (progress: GenerationProgress, live: GenerationProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { coordinator, generation } = this.#options
    const failed = this.failed
    failed.catch(() => {})
    const last: number[] = []
    let before: GenerationProgress | undefined
    while (!signal.aborted) {
      const { live } = await coordinator.generations()
      const progress = await coordinator.progressOf(generation.number, before)
      at(progress, await coordinator.progressOf(live))
      before = progress
      if (progress.members > 0 && progress.partitions.length > 0) {
        const behind = progress.behind + progress.behindInside
        last.push(behind)
        const isAsCloseAsItGets = last.length > looks && Math.min(...last.slice(0, -looks)) <= behind
        if (behind <= closeBehind || (behind <= mostBehind && isAsCloseAsItGets)) return
      }
      await Promise.race([failed, sleep(everyMs, undefined, { signal }).catch(() => {})])
    }
  }

  /** Ends its instances in order. */
  stop(): Promise<void> {
    return this.#supervisor.stop()
  }
}

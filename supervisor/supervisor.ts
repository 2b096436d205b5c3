import { setTimeout as sleep } from 'node:timers/promises'
import { Backoff, type BackoffOptions, defaultBackoff } from './backoff.ts'
import type { ChildCommand } from './childProcess.ts'
import { freePort } from './freePort.ts'
import { type ChildState, SupervisedChild } from './supervisedChild.ts'
import type { SupervisorLog } from './supervisorLog.ts'

export interface SupervisorOptions {
  /** 1 to 64. They are numbered from 1. */
  readonly instances: number
  /** How a child is run that listens at `port`; asked before every start. Must not reject. */
  readonly command: (instance: number, port: number) => ChildCommand | Promise<ChildCommand>
  /** Children listen on free ports above this one. */
  readonly port: number
  /** A child is dead for longer: gives its work to the others. Must not reject, and end within seconds. */
  readonly leave: (instance: number) => Promise<void>
  /** How long a stop may take before what is left is killed, ms. Default 20,000. */
  readonly stopTimeoutMs?: number
  /** Of a child that stays away longer than this, ms, the work is given to others. Default 3,000. */
  readonly leaveAfterMs?: number
  /** How long a child may take until it is ready in a rolling restart, ms. Default 120,000. */
  readonly readyTimeoutMs?: number
  readonly backoff?: BackoffOptions
  readonly log: SupervisorLog
  /** Something in `instances` is not as it was. */
  readonly changed?: () => void
}

/** One child as the supervisor sees it. */
export interface InstanceStatus {
  readonly instance: number
  readonly state: ChildState
  readonly pid: number | null
  readonly port: number
  readonly restarts: number
  /** Why it died, failed or is being started again; null: nothing is wrong. */
  readonly error: string | null
}

/**
 * Keeps N processes of one program running on this machine. What dies is started again after a while that grows with each
 * death; what dies too often, or says that another start would end the same way, is FAILED and left alone until `restart`.
 * `failed` resolves when that is all of them.
 */
export class Supervisor {
  readonly failed: Promise<void>
  readonly #options: SupervisorOptions
  readonly #children: readonly SupervisedChild[]
  readonly #ports: number[]
  #choosing: Promise<unknown> = Promise.resolve()
  #restarting: Promise<boolean> | null = null
  #stopping = false

  constructor(options: SupervisorOptions) {
    const { instances, log, stopTimeoutMs = 20_000, leaveAfterMs = 3_000 } = options
    this.#options = options
    this.#ports = Array.from({ length: instances }, (_, index) => options.port + 1 + index)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.failed = promise
    this.#children = this.#ports.map(
      (_, index) =>
        new SupervisedChild({
          instance: index + 1,
          command: () => this.#command(index),
          backoff: new Backoff(options.backoff ?? defaultBackoff),
          leave: () => options.leave(index + 1),
          leaveAfterMs,
          stopTimeoutMs,
          log,
          changed: () => {
            options.changed?.()
            if (this.instances.every(({ state }) => state === 'FAILED')) resolve()
          },
        }),
    )
  }

  get instances(): readonly InstanceStatus[] {
    return this.#children.map(({ state, pid, restarts, error }, index) => ({
      instance: index + 1,
      state,
      pid,
      port: this.#ports[index]!,
      restarts,
      error,
    }))
  }

  get isRestarting(): boolean {
    return this.#restarting !== null
  }

  start(): void {
    for (const child of this.#children) child.start()
  }

  /**
   * Restarts one child after the other; each stays a member meanwhile, and the next one follows once it is ready again and
   * `settled` says so. Resolves to false when one did not become ready: the others stay as they are. Called while it goes on,
   * it answers for the one that does.
   */
  restart(settled: () => Promise<boolean> = async () => true): Promise<boolean> {
    this.#restarting ??= this.#restartAll(settled).finally(() => {
      this.#restarting = null
      this.#options.changed?.()
    })
    return this.#restarting
  }

  /** Ends all children in order, together; what is left after `stopTimeoutMs` is killed. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#children.map(child => child.stop()))
  }

  /** Ends what is left now. */
  kill(): void {
    for (const child of this.#children) child.kill()
  }

  /** One after the other: two that choose at once would choose the same port. */
  async #command(index: number): Promise<ChildCommand> {
    const port = this.#choosing.then(() =>
      freePort(
        this.#ports[index]!,
        this.#ports.filter((_, other) => other !== index),
      ),
    )
    this.#choosing = port.then(chosen => {
      this.#ports[index] = chosen
    })
    await this.#choosing
    return this.#options.command(index + 1, this.#ports[index]!)
  }

  async #restartAll(settled: () => Promise<boolean>): Promise<boolean> {
    const { log, readyTimeoutMs = 120_000 } = this.#options
    log.info({}, 'rolling restart')
    for (const [index, child] of this.#children.entries()) {
      const { restarts } = child
      child.restart()
      const deadline = performance.now() + readyTimeoutMs
      const isBack = () => child.restarts > restarts && child.state === 'READY'
      while (!(isBack() && (await settled()))) {
        if (this.#stopping) return false
        if (child.state === 'FAILED' || performance.now() > deadline) {
          log.error({ instance: index + 1 }, 'rolling restart given up: this instance did not become ready')
          return false
        }
        await sleep(50)
      }
    }
    log.info({}, 'rolling restart done')
    return true
  }
}

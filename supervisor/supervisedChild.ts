import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Backoff } from './backoff.ts'
import { type ChildCommand, type ChildEnd, ChildProcess } from './childProcess.ts'
import type { SupervisorLog } from './supervisorLog.ts'

/**
 *     STARTING ◀──▶ READY      it runs; READY: it can be sent requests
 *     WAITING                  it died, and is started again in a while
 *     STOPPING, STOPPED        it was told to end
 *     FAILED                   it is not started again by itself: a crash loop, or an end that would repeat
 */
export const childStates = ['STARTING', 'READY', 'WAITING', 'STOPPING', 'STOPPED', 'FAILED'] as const
export type ChildState = (typeof childStates)[number]

export interface SupervisedChildOptions {
  readonly instance: number
  /** Asked before every start. */
  readonly command: () => Promise<ChildCommand>
  readonly backoff: Backoff
  /** It is dead and not coming back within `leaveAfterMs`: give its work to the others. Awaited before any further start. */
  readonly leave: () => Promise<void>
  readonly leaveAfterMs: number
  /** How long it may take to end in order before it is killed. */
  readonly stopTimeoutMs: number
  readonly changed: () => void
  readonly log: SupervisorLog
}

/** One child that is kept running: a process, and after it the next one. */
export class SupervisedChild {
  readonly #options: SupervisedChildOptions
  #state: ChildState = 'STARTING'
  #process: ChildProcess | null = null
  #starts = 0
  #error: string | null = null
  /** What was asked for, and is to be looked at when the process has ended. */
  #wanted: 'run' | 'restart' | 'stop' = 'run'
  #interrupt = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(options: SupervisedChildOptions) {
    this.#options = options
  }

  get state(): ChildState {
    return this.#state
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  /** Processes begun in place of another. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1)
  }

  /** Why the last process that was not told to end has ended; null: none has, or one is ready again. */
  get error(): string | null {
    return this.#error
  }

  start(): void {
    this.#running = this.#run()
  }

  /** One process ends in order and stays a member, the next one begins; also brings a failed one back. */
  restart(): void {
    if (this.#wanted === 'stop') return
    this.#wanted = 'restart'
    this.#end(false)
  }

  /** Resolves when it is gone: in order, or killed after `stopTimeoutMs`. Idempotent. */
  async stop(): Promise<void> {
    if (this.#wanted !== 'stop') {
      this.#wanted = 'stop'
      this.#end(true)
    }
    await this.#running
  }

  /** Ends it now. */
  kill(): void {
    this.#process?.kill()
  }

  #end(leave: boolean): void {
    // By the time it hears of it, nobody is sent there any more.
    if (this.#process) this.#become('STOPPING')
    else if (this.#wanted === 'restart') this.#become('STARTING')
    this.#process?.stop(leave)
    this.#interrupt.abort()
  }

  async #run(): Promise<void> {
    while (this.#wanted !== 'stop') {
      this.#wanted = 'run'
      this.#interrupt = new AbortController()
      const end = await this.#runOnce()
      if (end) await this.#died(end)
    }
    this.#become('STOPPED')
  }

  /** Null: it ended because it was told to. */
  async #runOnce(): Promise<ChildEnd | null> {
    const { command, leave, log, instance } = this.#options
    const { signal } = this.#interrupt
    this.#become('STARTING')
    const prepared = await command()
    if (signal.aborted) return null
    this.#starts += 1
    const child = new ChildProcess(prepared, {
      ready: ready => this.#ready(ready),
      said: line => log.warn({ instance }, line),
    })
    this.#process = child
    signal.addEventListener('abort', () => this.#killLate(child), { once: true })
    log.info({ instance, child: child.pid, restarts: this.restarts }, 'instance started')
    const end = await child.end
    this.#process = null
    if (!signal.aborted) return end
    if (!end.inOrder) {
      log.warn({ instance, reason: end.reason }, 'instance did not end in order')
      // It did not take its leave, and nobody comes in its place.
      if (this.#wanted === 'stop') await leave()
    }
    return null
  }

  async #killLate(child: ChildProcess): Promise<void> {
    const { stopTimeoutMs, log, instance } = this.#options
    await sleep(stopTimeoutMs, undefined, { ref: false })
    if (this.#process !== child) return
    log.warn({ instance, stopTimeoutMs }, 'instance does not end in time; killed')
    child.kill()
  }

  async #died({ reason, retry }: ChildEnd): Promise<void> {
    const { backoff, leave, leaveAfterMs, log, instance } = this.#options
    const { signal } = this.#interrupt
    const wait = retry ? backoff.died(performance.now()) : null
    if (wait === null) {
      this.#error = retry ? `crash loop; the last time: ${reason}` : reason
      log.error({ instance, reason: this.#error }, 'instance failed; it is not started again')
      this.#become('FAILED')
      await leave()
      if (!signal.aborted) await once(signal, 'abort')
      backoff.forget()
      return
    }
    this.#error = reason
    log.warn({ instance, reason, restartInMs: Math.round(wait) }, 'instance died')
    this.#become('WAITING')
    if (wait >= leaveAfterMs) await leave()
    await sleep(wait, undefined, { signal }).catch(() => {})
    if (this.#wanted === 'stop' && wait < leaveAfterMs) await leave()
  }

  #ready(ready: boolean): void {
    if (this.#state !== 'STARTING' && this.#state !== 'READY') return
    if (ready) this.#error = null
    this.#become(ready ? 'READY' : 'STARTING')
  }

  #become(state: ChildState): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.changed()
  }
}

import type { Time } from '../../runtime/time.ts'
import type { Simulator } from './simulator.ts'

/** 2026-01-01: where the wall clock of simulations begins. */
const epoch = Date.UTC(2026, 0, 1)

/**
 * One life of an instance: from its start to its death. Whatever it waits for (timers, answers, the disk) reaches it through
 * this: not while it is paused (SIGSTOP), then late and all at once; and never once it is dead.
 */
export class SimulatedProcess {
  readonly name: string
  readonly time: Time
  readonly #simulator: Simulator
  #isDead = false
  /** What arrived while paused, in the order it came; null while it runs. */
  #held: (() => void)[] | null = null
  /** Told of every point at which the process may be stopped: before a call, once it was sent, when its answer is there. */
  reached: (point: string) => void = () => {}

  constructor(simulator: Simulator, name: string) {
    this.#simulator = simulator
    this.name = name
    const after = (ms: number, call: () => void): (() => void) => {
      let cancelled = false
      const cancel = simulator.schedule(ms, () => {
        this.reached('timer')
        this.deliver(() => {
          if (!cancelled) call()
        })
      })
      return () => {
        cancelled = true
        cancel()
      }
    }
    this.time = {
      now: () => epoch + Math.floor(simulator.now),
      elapsed: () => simulator.now,
      after,
      sleep: ms => new Promise(resolve => after(ms, resolve)),
      breathe: () => new Promise(resolve => after(0.05, resolve)),
    }
  }

  get isDead(): boolean {
    return this.#isDead
  }

  get isPaused(): boolean {
    return this.#held !== null
  }

  /** Nothing of it goes on. */
  kill(): void {
    this.#isDead = true
    this.#held = null
  }

  pause(): void {
    if (!this.#isDead) this.#held ??= []
  }

  wake(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const call of held) this.deliver(call)
  }

  /** Something from outside reaches the process. */
  deliver(call: () => void): void {
    if (this.#isDead) return
    if (this.#held) this.#held.push(call)
    else call()
  }

  /** A call out of the process: to Kafka, to the disk. */
  call<T>(point: string, call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isDead) return
      this.reached(point)
      this.deliver(() => {
        const done = call()
        this.reached(`${point} sent`)
        const answered = (settle: () => void) => {
          if (!this.#isDead) this.reached(`${point} answered`)
          this.deliver(settle)
        }
        done.then(
          value => answered(() => resolve(value)),
          error => answered(() => reject(error)),
        )
      })
    })
  }

  /** Lets virtual time pass outside the process (a disk at work), whatever becomes of it. */
  elapse(ms: number): Promise<void> {
    return new Promise(resolve => this.#simulator.schedule(ms, resolve))
  }
}

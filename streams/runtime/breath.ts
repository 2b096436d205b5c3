import type { Time } from './time.ts'

/** Gives the event loop its turn once the work has had it for so long: what came in meanwhile is seen to. */
export class Breath {
  readonly #time: Time
  readonly #sliceMs: number
  #since: number

  constructor(time: Time, sliceMs: number) {
    this.#time = time
    this.#sliceMs = sliceMs
    this.#since = time.elapsed()
  }

  /** Null while there is no need; else what to wait for. */
  due(): Promise<void> | null {
    return this.#time.elapsed() - this.#since < this.#sliceMs ? null : this.take()
  }

  async take(): Promise<void> {
    await this.#time.breathe()
    this.#since = this.#time.elapsed()
  }
}

import type { Time } from './time.ts'

/** Something to wait for: `wait` resolves at the next `raise`, or at once if one came since the last wait, or after a time. */
export class Signal {
  readonly #time: Time
  #raised = false
  #wake: (() => void) | null = null

  raise(): void {
    this.#raised = true
    this.#wake?.()
  }

  constructor(time: Time) {
    this.#time = time
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.#raised) {
      await new Promise<void>(resolve => {
        const cancel = this.#time.after(timeoutMs, resolve)
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
      this.#wake = null
    }
    this.#raised = false
  }
}

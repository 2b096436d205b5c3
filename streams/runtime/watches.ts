import type { NodeProbes } from '../operators/nodeProbes.ts'
import type { Time } from './time.ts'

const watchMs = 10_000

/** Who is watched, and until when: whoever looks asks again and again. */
export class Watches {
  readonly #probes: NodeProbes
  readonly #time: Time
  readonly #cancels = new Map<string, () => void>()

  constructor(probes: NodeProbes, time: Time) {
    this.#probes = probes
    this.#time = time
  }

  /** Throws when there is no such step. */
  watch(node: string): void {
    this.#probes.watch(node)
    this.#cancels.get(node)?.()
    this.#cancels.set(
      node,
      this.#time.after(watchMs, () => this.#end(node)),
    )
  }

  close(): void {
    for (const [node, cancel] of this.#cancels) {
      cancel()
      this.#end(node)
    }
  }

  #end(node: string): void {
    this.#cancels.delete(node)
    this.#probes.forget(node)
  }
}

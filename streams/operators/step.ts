import type { StreamRecord } from '../graph/streamRecord.ts'
import type { NodeProbe } from './nodeProbe.ts'
import type { Trail } from './trail.ts'

/** One step of one task, as it leaves its trail. */
export class Step {
  readonly #trail: Trail
  readonly #probe: NodeProbe

  constructor(trail: Trail, probe: NodeProbe) {
    this.#trail = trail
    this.#probe = probe
  }

  /** A record came to it: before anything else. */
  enter(record: StreamRecord<unknown, unknown>): void {
    this.#trail.enter(this.#probe, record)
  }

  /** It goes on with the record that it has, once those behind it are done with what it forwarded. */
  resume(): void {
    this.#trail.resume(this.#probe)
  }
}

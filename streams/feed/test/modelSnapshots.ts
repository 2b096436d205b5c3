import type { Simulator } from '../../testing/simulation/simulator.ts'
import type { SnapshotPage, SnapshotQuery, SnapshotSource } from '../snapshotSource.ts'
import { fits, type Row } from './domain.ts'
import type { WrittenLog } from './writtenLog.ts'

/** A standby whose changelog begins after it notices, and is built anew, within so long, ms. */
const rebuiltMs = 2_000

/** The rows of the view, as instances have them that run its partitions or follow them, some time behind. */
export class ModelSnapshots implements SnapshotSource {
  readonly #simulator: Simulator
  readonly #logs: readonly WrittenLog[]
  /** Until then nobody has the rows: a rebalance. */
  awayUntil = 0
  /** Nobody has to stand in for anybody. */
  isWell = false

  constructor(simulator: Simulator, logs: readonly WrittenLog[]) {
    this.#simulator = simulator
    this.#logs = logs
  }

  async page(_store: string, partition: number, query: SnapshotQuery): Promise<SnapshotPage | null> {
    const { random } = this.#simulator
    await new Promise<void>(resolve => this.#simulator.schedule(random.between(1, 40), resolve))
    if (this.#simulator.now < this.awayUntil) return null
    const log = this.#logs[partition]!
    const role = this.isWell || random.chance(0.5) ? 'active' : 'standby'
    const position = role === 'active' ? log.position : this.#positionBefore(log)
    const rows = new Map<string, Row>()
    for (const { offset, key, row } of log.committed)
      if (offset < position) row === null ? rows.delete(key) : rows.set(key, row)
    const { after = '', from = '', to = '~', where = {} } = query
    const looked = [...rows].filter(([key]) => key > after && key >= from && key < to).sort(byKey)
    const page = looked.slice(0, random.between(1, 3))
    return {
      position,
      role,
      rows: page.filter(([key, row]) => fits(where, key, row)),
      next: page.length < looked.length ? page.at(-1)![0] : null,
    }
  }

  /** Of a standby: any stable offset. */
  #positionBefore({ log, cutAt }: WrittenLog): number {
    const { random, now } = this.#simulator
    const least = now < cutAt + rebuiltMs ? 0 : log.start
    return random.between(Math.max(least, log.lastStableOffset - 12), log.lastStableOffset)
  }
}

const byKey = ([a]: readonly [string, Row], [b]: readonly [string, Row]) => (a < b ? -1 : 1)

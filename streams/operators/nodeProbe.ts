import type { RecentFailure } from './recentFailure.ts'
import type { RecentRecord } from './recentRecord.ts'

const mostFailures = 20
const mostRecords = 100
const mostASecond = 50

/** What one step of the topology is seen doing, by all tasks of the instance together. */
export class NodeProbe {
  readonly name: string
  records = 0
  nanos = 0
  failed = 0
  readonly failures: RecentFailure[] = []
  /** Null: nobody watches. */
  kept: RecentRecord[] | null = null
  #second = 0
  #inSecond = 0

  constructor(name: string) {
    this.name = name
  }

  fail(failure: RecentFailure): void {
    this.failed++
    this.failures.push(failure)
    if (this.failures.length > mostFailures) this.failures.shift()
  }

  /** Whether a record that comes now is to be kept. */
  wants(now: number): boolean {
    if (this.kept === null) return false
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    return this.#inSecond++ < mostASecond
  }

  keep(record: RecentRecord): void {
    this.kept?.push(record)
    if (this.kept && this.kept.length > mostRecords) this.kept.shift()
  }
}

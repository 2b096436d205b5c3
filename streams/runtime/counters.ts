import type { Failure, FailureResponse } from '../processing/failure.ts'
import type { CommitReport } from './commit.ts'

/** Totals since the start. */
export class Counters {
  processed = 0
  /** Records taken, by input topic; those of a transaction that was given up count each time. */
  readonly consumed = new Map<string, number>()
  commits = 0
  /** Replayed from changelogs into stores of tasks that then ran here. */
  readonly restored = { records: 0, bytes: 0 }
  recoveries = 0
  lastCommit: CommitReport | null = null
  /** Committed records by output topic. */
  readonly produced = new Map<string, number>()
  /** By `stage/response`, such as `deserialize/dead-letter`. */
  readonly failures = new Map<string, number>()

  committed(report: CommitReport, written: ReadonlyMap<string, number>): void {
    this.commits++
    this.lastCommit = report
    for (const [topic, count] of written) this.produced.set(topic, (this.produced.get(topic) ?? 0) + count)
  }

  failed(failure: Failure, response: FailureResponse): void {
    const key = `${failure.stage}/${response}`
    this.failures.set(key, (this.failures.get(key) ?? 0) + 1)
  }
}

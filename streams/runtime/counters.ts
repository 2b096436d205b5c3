import type { Failure, FailureResponse } from '../processing/failure.ts'
import type { CommitReport } from './commit.ts'
import { TopicCounts } from './topicCounts.ts'

/** Totals since the start. */
export class Counters {
  processed = 0
  /** Records taken, by input topic; those of a transaction that was given up count each time. */
  readonly consumed = new TopicCounts()
  commits = 0
  /** Replayed from changelogs into stores of tasks that then ran here. */
  readonly restored = { records: 0, bytes: 0 }
  recoveries = 0
  /** Transactions given up with something in them. */
  aborts = 0
  lastCommit: CommitReport | null = null
  /** Committed records by output topic. */
  readonly produced = new TopicCounts()
  /** By `stage/response`, such as `deserialize/dead-letter`. */
  readonly failures = new Map<string, number>()

  committed(report: CommitReport, written: TopicCounts): void {
    this.commits++
    this.lastCommit = report
    this.produced.addAll(written)
  }

  failed(failure: Failure, response: FailureResponse): void {
    const key = `${failure.stage}/${response}`
    this.failures.set(key, (this.failures.get(key) ?? 0) + 1)
  }
}

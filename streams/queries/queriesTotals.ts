import type { Gathered } from './gatherer.ts'
import { ConditionNotMet, PartitionsUnavailable, TooManyWaiting } from './unanswered.ts'

/** How the questions of one process ended, since it began. */
export interface QueriesTotals {
  readonly ended: {
    /** Answered, with all partitions that belong to the answer. */
    readonly whole: number
    /** Answered without some of them, as whoever asked allowed. */
    readonly partial: number
    readonly unavailable: number
    readonly conditionNotMet: number
    readonly tooManyWaiting: number
  }
  /** Of those that were answered: with rows of a standby. */
  readonly byStandby: number
  /** Times that an instance was too slow for what it runs, and those that follow it were asked beside it. */
  readonly hedged: number
  /** Rounds of asking, after the first, for what was moving. */
  readonly retried: number
}

export class QueriesCounters implements QueriesTotals {
  readonly ended = { whole: 0, partial: 0, unavailable: 0, conditionNotMet: 0, tooManyWaiting: 0 }
  byStandby = 0
  hedged = 0
  retried = 0

  answered({ missing, sources }: Gathered): void {
    this.ended[missing.length === 0 ? 'whole' : 'partial']++
    if (sources.some(({ role }) => role === 'standby')) this.byStandby++
  }

  /** Errors of another kind are mistakes, and do not count. */
  failed(error: unknown): void {
    if (error instanceof PartitionsUnavailable) this.ended.unavailable++
    else if (error instanceof ConditionNotMet) this.ended.conditionNotMet++
    else if (error instanceof TooManyWaiting) this.ended.tooManyWaiting++
  }
}

import { channels } from './channels.ts'
import { type CommitContext, type CommitReport, commit, finishCommit } from './commit.ts'
import type { Counters } from './counters.ts'
import type { Purge } from './purge.ts'
import { renewEveryMs, renewPositions } from './renewPositions.ts'
import type { Signal } from './signal.ts'
import type { Task } from './task.ts'
import type { Time } from './time.ts'

/** How often positions that moved over markers alone are committed, ms. */
const idleCommitMs = 1_000

interface Flight {
  readonly tasks: readonly Task[]
  readonly given: AbortController
  readonly done: Promise<CommitReport>
  settled: boolean
  isWriting: boolean
}

/** The commits of one main loop: at most one is under way, beside the processing. */
export class Commits {
  readonly #context: CommitContext
  readonly #intervalMs: number
  readonly #counters: Counters
  readonly #purge: Purge
  readonly #wake: Signal
  readonly #confirmedAt: () => number
  readonly #time: Time
  #underWay: Flight | null = null
  #last: number
  #renewAt: number

  constructor(options: {
    readonly context: CommitContext
    readonly intervalMs: number
    readonly counters: Counters
    readonly purge: Purge
    readonly wake: Signal
    /** When this member certainly had its tasks, wall clock. */
    readonly confirmedAt: () => number
  }) {
    this.#context = options.context
    this.#intervalMs = options.intervalMs
    this.#counters = options.counters
    this.#purge = options.purge
    this.#wake = options.wake
    this.#confirmedAt = options.confirmedAt
    this.#time = options.context.time
    this.#last = this.#time.elapsed()
    this.#renewAt = this.#last + renewEveryMs
  }

  /** Milliseconds until a commit is due; Infinity while there is nothing to commit. */
  untilDue(tasks: readonly Task[]): number {
    if (this.#underWay) return this.#intervalMs
    if (tasks.some(task => task.isUrgent)) return 0
    const since = this.#time.elapsed() - this.#last
    if (tasks.some(task => task.isDirty)) return this.#intervalMs - since
    return tasks.some(task => task.hasMoved)
      ? Math.max(idleCommitMs, this.#intervalMs) - since
      : Number.POSITIVE_INFINITY
  }

  /** Call between chunks: finishes a commit that is done, begins one that is due. Throws what a commit failed with. */
  async turn(tasks: readonly Task[]): Promise<void> {
    const confirmedAt = this.#confirmedAt() // a membership lost while this waits says nothing of these tasks
    if (this.#underWay?.settled) await this.settle()
    if (this.#underWay) return
    if (this.#time.elapsed() >= this.#renewAt) {
      this.#renewAt = this.#time.elapsed() + renewEveryMs
      // And nothing else: whoever called may not be a member any more once that is written.
      return renewPositions(tasks, confirmedAt)
    }
    if (this.untilDue(tasks) <= 0) this.#begin(tasks)
  }

  /** Commits everything, and waits for it. Call it once the commit before is settled. */
  async now(tasks: readonly Task[]): Promise<void> {
    if (!tasks.some(task => task.isDirty)) return
    this.#begin(tasks)
    await this.settle()
  }

  /** Waits for the commit under way, if there is one, and finishes it. Throws what it failed with. */
  async settle(): Promise<void> {
    const flight = this.#underWay
    if (!flight) return
    try {
      const report = await flight.done
      const outputs = this.#context.transaction.followed
      // Whoever waited for it must not go on to the next commit: its tasks are given up, and may be somebody else's.
      flight.given.signal.throwIfAborted()
      this.#counters.committed(report, this.#context.transaction.counts)
      finishCommit(flight.tasks, this.#context)
      const { applicationId } = this.#context
      channels.commit.publish({ applicationId, ...report })
      if (outputs.length > 0) channels.committed.publish({ applicationId, at: this.#time.now(), outputs })
      this.#purge.committed(flight.tasks, report.offsets)
    } finally {
      if (this.#underWay === flight) this.#underWay = null
    }
  }

  /** Gives up the commit under way without waiting for Kafka. What it still does is fenced by the next producer epoch. */
  async abandon(): Promise<void> {
    const flight = this.#underWay
    this.#underWay = null
    flight?.given.abort(new Error('the commit was given up'))
    // Rows that are on their way to the disk must not come after those that are replayed next.
    if (flight?.isWriting) await flight.done.catch(() => {})
  }

  #begin(tasks: readonly Task[]): void {
    const moved = tasks.filter(task => task.isDirty || task.hasMoved || task.isUrgent)
    this.#last = this.#time.elapsed()
    const given = new AbortController()
    const flight: Flight = {
      tasks: moved,
      given,
      settled: false,
      isWriting: false,
      // Its first await comes long before it writes: the flight is there by then.
      done: commit(moved, this.#context, given.signal, () => {
        flight.isWriting = true
      }),
    }
    this.#underWay = flight
    const settled = () => {
      flight.settled = true
      this.#wake.raise()
    }
    flight.done.then(settled, settled)
  }
}

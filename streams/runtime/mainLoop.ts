import type { Producer } from '../wire/kafka.ts'
import { Breath } from './breath.ts'
import type { Commits } from './commits.ts'
import type { Counters } from './counters.ts'
import type { Fetcher } from './fetcher.ts'
import { HeldIntake } from './heldIntake.ts'
import type { Membership } from './membership.ts'
import type { Settings } from './options.ts'
import type { Orders } from './orders.ts'
import type { Outputs } from './outputs.ts'
import type { Signal } from './signal.ts'
import { StreamsError } from './streamsError.ts'
import type { Task } from './task.ts'
import type { TaskSet } from './taskSet.ts'
import type { Timeline } from './timeline.ts'
import type { Transaction } from './transaction.ts'
import { fatal, remedyFor } from './wireTrouble.ts'
import { within } from './within.ts'

export interface MainLoopOptions {
  readonly settings: Settings
  readonly transactionalId: string
  /** Results and changes not yet committed: more commits early. */
  readonly pendingBytes: number
  /** While true no record is taken; what was taken is committed. */
  readonly isPaused: () => boolean
  readonly orders: Orders
  readonly outputs: Outputs
  readonly takeOver: (previous: Producer) => Promise<Producer>
  readonly tasks: TaskSet
  readonly transaction: Transaction
  readonly membership: Membership
  readonly fetcher: Fetcher
  readonly wake: Signal
  readonly commits: Commits
  readonly counters: Counters
  readonly timeline: Timeline
  readonly became: (state: 'REBALANCING' | 'RUNNING' | 'RECOVERING') => void
}

/** The one loop that owns the tasks: reconcile, process, commit; recover when Kafka says no. */
export class MainLoop {
  readonly #options: MainLoopOptions
  readonly #breath: Breath
  readonly #heldIntake: HeldIntake
  #stopping = false
  #turns = 0
  #failure: unknown = null
  #lost = false
  #reported = ''

  constructor(options: MainLoopOptions) {
    this.#options = options
    this.#breath = new Breath(options.settings.time, options.settings.sliceMs)
    this.#heldIntake = new HeldIntake({
      catchUp: options.settings.catchUp,
      admitted: () => options.wake.raise(),
      failed: error => this.fail(error),
    })
  }

  /** Something beside the loop went wrong; the loop judges it at its next turn. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#options.wake.raise()
  }

  /** At its next turn it goes back to what is committed, with a new producer epoch. */
  startOver(why: string): void {
    this.fail(new StartOver(why))
  }

  /**
   * The group gave this member up. What it was to run is forgotten now, not at the next turn: by then it may have joined anew
   * and been given other tasks.
   */
  lose(): void {
    this.#lost = true
    this.#reported = ''
    this.#options.tasks.setTarget(null)
    this.#options.wake.raise()
  }

  stop(): void {
    this.#stopping = true
    this.#heldIntake.close()
    this.#options.wake.raise()
  }

  /** Runs until `stop`; commits what is done then. Rejects with what ended it otherwise. */
  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#turn()
      } catch (error) {
        await this.#judge(error)
      }
    }
    try {
      await this.#commitNow()
    } catch (error) {
      this.#options.settings.logger.warn(
        { error: String(error) },
        'the last commit before the stop failed; a restart does that work again',
      )
    }
  }

  async #turn(): Promise<void> {
    const { tasks, wake, commits, orders, outputs } = this.#options
    this.#throwFailure()
    if (this.#lost) await this.#recover('the group gave this member up')
    await this.#reconcile()
    while (outputs.role !== orders.role) await outputs.become(orders.role)
    const isBusy = await this.#process()
    this.#mustBeMember()
    await this.#options.commits.turn(tasks.running)
    if (isBusy) await this.#breath.take()
    else
      await wake.wait(
        Math.max(
          1,
          Math.min(100, commits.untilDue(tasks.running), this.#untilPunctuation(), this.#untilIntake()),
        ),
      )
  }

  /** Hands over what was taken away, after committing it; opens what was given. */
  async #reconcile(): Promise<void> {
    const { tasks, membership, became } = this.#options
    const revoked = tasks.revoked
    if (revoked.length > 0) await this.#handOver(revoked)
    tasks.openMissing()
    await tasks.cleanUp()
    const owned = JSON.stringify(tasks.target)
    if (owned !== this.#reported || revoked.length > 0) {
      this.#reported = owned
      membership.report(tasks.target)
    }
    became(tasks.isSettled && membership.isReady ? 'RUNNING' : 'REBALANCING')
  }

  /**
   * All that is taken away shares one deadline, half of what the group allows: a member that is late is thrown out, with all
   * its tasks. So what Kafka does not let us commit by then is given up; whoever has the tasks next does that work again.
   */
  async #handOver(revoked: readonly Task[]): Promise<void> {
    const { tasks, membership, commits, settings } = this.#options
    const { time, rebalanceTimeoutMs, logger } = settings
    const left = tasks.revokedAt + rebalanceTimeoutMs / 2 - time.elapsed()
    const committed = await within(
      time,
      Math.max(50, left),
      this.#commitNow().then(() => true),
    )
    if (committed) return tasks.close(revoked)
    logger.warn(
      { tasks: revoked.map(({ id }) => id).join(' '), rebalanceTimeoutMs },
      'tasks handed over without their last commit: Kafka did not take it in time',
    )
    await commits.abandon()
    await tasks.close(revoked)
    membership.report(tasks.target)
    throw new HandedOverLate()
  }

  /** Resolves to whether there is more to do at once. */
  async #process(): Promise<boolean> {
    const { tasks, transaction, fetcher, commits, counters, pendingBytes, isPaused, orders } = this.#options
    // As `outputs.role` was made to fit: what was told since waits for the next turn, which is the next then.
    const { cut } = orders
    let processed = 0
    let isBusy = false
    for (const task of this.#inTurn(tasks.running)) {
      if (orders.cut !== cut) {
        isBusy = true
        break
      }
      task.cut.follow(cut)
      const count = isPaused() ? 0 : await this.#run(task, cut !== null)
      if (cut !== null) isBusy = (await task.stand(count)) || isBusy
      processed += count
      transaction.sendFull()
      if (this.#pendingBytes() > pendingBytes) await this.#commitNow()
      else {
        // Not once a round: with many tasks that is long, and what is sealed in one go keeps everybody else waiting.
        this.#mustBeMember()
        await commits.turn(tasks.running)
      }
    }
    if (cut !== null) this.#heldIntake.turn(tasks.running.flatMap(task => task.cut.internal))
    counters.processed += processed
    if (processed > 0) fetcher.drained()
    return processed > 0 || isBusy
  }

  /** Where intake is limited, another is the first each time: it may take all that is allowed. */
  #inTurn(tasks: readonly Task[]): readonly Task[] {
    if (this.#options.orders.rate.perSecond === null) return tasks
    const readers = tasks.filter(({ queues }) => queues.some(queue => !queue.isInternal))
    const first = this.#turns++ % Math.max(1, readers.length)
    const others = tasks.filter(task => !readers.includes(task))
    return [...readers.slice(first), ...readers.slice(0, first), ...others]
  }

  /** At a cut it is in a hurry, and nothing happens but by records. */
  async #run(task: Task, isAtCut: boolean): Promise<number> {
    const { settings, counters, orders } = this.#options
    const { chunkRecords, time } = settings
    const count = await task.run(chunkRecords, counters.consumed, this.#breath, isAtCut ? null : orders.rate)
    if (isAtCut) return count
    if (await task.processor.punctuate('wall-clock', time.now())) task.isDirty = true
    await task.sweep(time.elapsed(), time.now())
    return count
  }

  #pendingBytes(): number {
    return this.#options.tasks.running.reduce(
      (sum, task) => sum + task.pendingBytes,
      this.#options.transaction.bytes,
    )
  }

  async #commitNow(): Promise<void> {
    const { commits, tasks } = this.#options
    await commits.settle()
    this.#mustBeMember() // now, and not before that wait
    await commits.now(tasks.running)
  }

  /** Only a member can commit: its epoch is the fence. That of a membership begun since would let the old one's work pass. */
  #mustBeMember(): void {
    const { membership, tasks } = this.#options
    if ((this.#lost || membership.epoch === 0) && tasks.running.length > 0) throw new NotAMember()
  }

  #untilIntake(): number {
    const { isPaused, orders } = this.#options
    return isPaused() || orders.cut !== null ? Number.POSITIVE_INFINITY : orders.rate.untilNext
  }

  #untilPunctuation(): number {
    if (this.#options.isPaused() || this.#options.orders.cut !== null) return Number.POSITIVE_INFINITY
    const next = Math.min(...this.#options.tasks.running.map(task => task.processor.schedule.nextWallClock))
    return Math.max(1, next - this.#options.settings.time.now())
  }

  async #judge(error: unknown): Promise<void> {
    if (error instanceof NotAMember) return this.#recover('not a member of the group')
    if (error instanceof HandedOverLate) return this.#recover('the last commit of revoked tasks was given up')
    if (error instanceof StartOver) return this.#recover(error.message)
    const remedy = remedyFor(error)
    if (remedy === 'stop') throw fatal(error)
    await this.#recover((error as Error).message)
  }

  /**
   * Gives up the transaction and begins again from what is committed: tasks are closed, the producer takes a new epoch
   * (which ends the old transaction and fences its late batches), and the tasks open anew, replaying their stores' tail.
   */
  async #recover(why: string): Promise<void> {
    const {
      settings,
      tasks,
      transaction,
      membership,
      became,
      counters,
      timeline,
      transactionalId,
      takeOver,
    } = this.#options
    settings.logger.warn({ why }, 'transaction given up; going back to what is committed')
    timeline.add({ kind: 'recovery', why })
    counters.recoveries++
    became('RECOVERING')
    this.#failure = null
    this.#lost = false
    // Either way it is over: what it committed is found when the tasks open.
    await this.#options.commits.settle().catch(() => {})
    await tasks.giveUp()
    if (!transaction.isEmpty) counters.aborts++
    for (let attempt = 0; !this.#stopping; attempt++) {
      try {
        await transaction.restart(await takeOver(transaction.producer))
        break
      } catch (error) {
        const remedy = remedyFor(error)
        if (remedy === 'check-fence') {
          throw new StreamsError(
            'FENCED',
            `Another process took over "${transactionalId}": a copy of this state directory is running. Stop one of the two.`,
            error,
          )
        }
        if (remedy === 'stop') throw fatal(error)
        settings.logger.warn({ error: String(error), attempt }, 'Kafka is away; waiting for it')
        await settings.time.sleep(Math.min(1000, 50 * 2 ** attempt))
      }
    }
    membership.hasten()
    became('REBALANCING')
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure
  }
}

class NotAMember extends Error {}
class HandedOverLate extends Error {}
class StartOver extends Error {}

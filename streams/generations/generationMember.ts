import type { CutControl, Role } from '../runtime/cutControl.ts'
import type { Logger } from '../runtime/logger.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import type { Time } from '../runtime/time.ts'
import type { GenerationLog } from './generationLog.ts'
import { type Cut, type Generation, type Generations, isOver, roleOf } from './generations.ts'
import { LatestRead } from './latestRead.ts'

export interface GenerationMemberOptions {
  readonly log: GenerationLog
  readonly generation: number
  readonly engine: CutControl
  /** Keeps a snapshot under the cut's id, while nothing goes on. */
  readonly keep: (cut: string) => Promise<unknown>
  readonly logger: Logger
  readonly time: Time
  /** The log was followed up to here. */
  readonly followed: (generations: Generations) => void
  /** The instance has to end. */
  readonly over: (error: StreamsError) => void
}

const pollMs = 1_000
/** How often it is looked whether there is a log by now, or Kafka is there again, ms. */
const lookAgainMs = 1_000
/** A switch is decided when nothing is left to do; this instance may still learn of its own last commit, ms. */
const quietPatienceMs = 30_000
const quietPauseMs = 20

/**
 * Makes one instance do what the log of generations says, record by record: hold, run to the cut, change its role, go on, end.
 * What a hold waits for may never come; after the cut's time this appends that it is aborted, and what the log says then counts.
 */
export class GenerationMember {
  readonly #options: GenerationMemberOptions
  readonly #reads: LatestRead
  readonly #forget: () => void
  /** What is to be done for the entries read so far, one after the other. */
  #work: Promise<void> = Promise.resolve()
  #role: Role
  #cut: { readonly id: string; isRunning: boolean; isKept: boolean; readonly cancel: () => void } | null =
    null
  #isOver = false

  /** The log was read; the engine was made with the role that it says, and did not start yet. */
  constructor(options: GenerationMemberOptions) {
    const { log } = options
    this.#options = options
    this.#reads = new LatestRead(() => log.read())
    this.#role = roleOf(this.#mine(log.generations))
    const { cut } = log.generations
    if (cut) this.#hold(cut)
    this.#forget = log.onEntry(({ generations }) => {
      this.#work = this.#work
        .then(() => this.#do(generations))
        .catch(error =>
          this.#options.logger.error({ error: String(error) }, 'a listener to generations failed'),
        )
    })
  }

  /** Follows the log until `close`. */
  async follow(): Promise<void> {
    const { log, logger, time } = this.#options
    while (!this.#isOver) {
      try {
        if (await log.poll(pollMs)) continue
      } catch (error) {
        if (this.#isOver) return
        logger.warn(
          { topic: log.topic, error: String(error) },
          'the log of generations cannot be followed now',
        )
      }
      await time.sleep(lookAgainMs)
    }
  }

  /**
   * Resolves when everything is done that the log said at the call, or when the signal says that nobody waits any more. Tries
   * again while Kafka does not answer; throws GENERATIONS_UNREADABLE.
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const { logger, time } = this.#options
    const given = Promise.withResolvers<void>()
    if (signal?.aborted) given.resolve()
    signal?.addEventListener('abort', () => given.resolve(), { once: true })
    while (!signal?.aborted && !this.#isOver) {
      try {
        await Promise.race([this.#reads.read().then(() => this.#work), given.promise])
        return
      } catch (error) {
        if (error instanceof StreamsError) throw error
        logger.warn({ error: String(error) }, 'the log of generations cannot be read: tasks wait for it')
        await Promise.race([time.sleep(lookAgainMs), given.promise])
      }
    }
    // Nothing may run on what was known last.
    if (signal && this.#isOver) await given.promise
  }

  close(): void {
    this.#isOver = true
    this.#forget()
    this.#cut?.cancel()
  }

  async #do(generations: Generations): Promise<void> {
    if (this.#isOver) return
    const mine = this.#mine(generations)
    if (isOver(mine)) return this.#end('GENERATION_OVER', `Generation ${mine.number} was ${mine.state}.`)
    if (generations.reset?.generation === mine.number)
      return this.#end('GENERATION_RESET', `Generation ${mine.number} is being reset.`)
    const cut = generations.cut?.generations.includes(mine.number) ? generations.cut : null
    if (this.#cut && this.#cut.id !== cut?.id) await this.#goOn(roleOf(mine))
    if (this.#isOver) return
    if (cut) {
      this.#hold(cut)
      await this.#keep(cut)
    }
    this.#options.followed(generations)
  }

  #hold(cut: Cut): void {
    const { engine, generation, time } = this.#options
    if (!cut.generations.includes(generation)) return
    if (!this.#cut) {
      engine.hold(cut.id)
      const cancel = time.after(cut.timeoutMs, () => void this.#abort(cut))
      this.#cut = { id: cut.id, isRunning: false, isKept: false, cancel }
    }
    if (cut.phase === 'hold' || this.#cut.isRunning) return
    this.#cut.isRunning = true
    engine.runTo(cut.id, cut.positions)
  }

  /** While the next record is not looked at nothing goes on here: what is kept is what all stood still at. */
  async #keep(cut: Cut): Promise<void> {
    if (cut.phase !== 'quiet' || !this.#cut || this.#cut.isKept) return
    this.#cut.isKept = true
    await this.#options.keep(cut.id).catch(error => {
      this.#options.logger.warn({ cut: cut.id, error: String(error) }, 'no snapshot was kept of a cut')
    })
  }

  async #goOn(role: Role): Promise<void> {
    const { engine, time } = this.#options
    this.#cut?.cancel()
    for (const deadline = time.elapsed() + quietPatienceMs; role !== this.#role && !this.#isOver; ) {
      try {
        engine.become(role)
        this.#role = role
      } catch (error) {
        if (time.elapsed() > deadline) {
          const why = `The generation is ${role} now, and this instance does not come to rest to become that. Start it again.`
          this.close()
          return this.#options.over(new StreamsError('CUT_ABORTED', why, error))
        }
        await time.sleep(quietPauseMs)
      }
    }
    this.#cut = null
    engine.release()
  }

  /** Others may be faster, or a switch was: whatever is in the log first ends the hold, here as everywhere. */
  async #abort(cut: Cut): Promise<void> {
    const { log, generation, logger, time } = this.#options
    const why = `generation ${generation} had held its intake for ${cut.timeoutMs} ms`
    logger.warn({ cut: cut.id, timeoutMs: cut.timeoutMs }, 'a cut takes too long: aborting it')
    while (!this.#isOver && log.generations.cut?.id === cut.id) {
      try {
        await log.append({ type: 'aborted', cut: cut.id, why })
      } catch (error) {
        if (error instanceof StreamsError && error.code === 'GENERATION_REFUSED') return
        logger.warn({ cut: cut.id, error: String(error) }, 'the cut could not be aborted yet')
        await time.sleep(lookAgainMs)
      }
    }
  }

  #end(code: 'GENERATION_OVER' | 'GENERATION_RESET', what: string): void {
    this.close()
    const remedy =
      code === 'GENERATION_OVER' ? 'Start another generation.' : 'A new start waits until that is done.'
    this.#options.over(new StreamsError(code, `${what} ${remedy}`))
  }

  #mine({ generations }: Generations): Generation {
    return generations.get(this.#options.generation)!
  }
}

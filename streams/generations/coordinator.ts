import { generationId } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { type Logger, silent } from '../runtime/logger.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { systemTime, type Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import { type CoordinatorContext, refused } from './coordinatorContext.ts'
import { type CutOrder, type CutResult, driveCut, type QuietCut } from './driveCut.ts'
import { endGeneration } from './endGeneration.ts'
import { GenerationLog } from './generationLog.ts'
import type { GenerationProgress } from './generationProgress.ts'
import type { GenerationFacts } from './generationRecord.ts'
import type { Generation, Generations } from './generations.ts'
import { ownTopics } from './ownTopics.ts'
import { readProgress } from './readProgress.ts'

export interface CoordinatorOptions {
  readonly kafka: Kafka
  /** The application's own name. */
  readonly applicationId: string
  /** Of this program: what a generation that it creates is made of. */
  readonly topology: Topology
  readonly deadLetterTopic?: string
  /** Replicas of the log. Default −1: the brokers' default. */
  readonly replicationFactor?: number
  readonly logger?: Logger
  /** Default: the machine's. */
  readonly time?: Time
}

export interface CutRequest<T> {
  /** One or two, each with running instances. */
  readonly generations: readonly number[]
  /** How long intake may be held, ms; the cut is aborted then. Default 30,000. */
  readonly timeoutMs?: number
  /** Called while all stand still; the cut is released when it resolves, aborted when it rejects. */
  readonly whenQuiet?: (cut: QuietCut) => Promise<T>
}

export interface SwitchOptions {
  /** Records that it may be behind when the cut begins: they are processed while both hold. Default 1,000. */
  readonly maxLag?: number
  /** As of a cut. */
  readonly timeoutMs?: number
  /** Called while both stand still. False: nothing is switched, the cut is released; `value` of the result says which. */
  readonly whenQuiet?: (cut: QuietCut) => Promise<boolean>
}

const defaultTimeoutMs = 30_000
const defaultMaxLag = 1_000
const pauseMs = 100

/**
 * Changes generations, from any process: all that it does is in the log and in Kafka, so it may die anywhere, and several may
 * act at once: the first record counts, the others are told so.
 *
 * Throws StreamsError GENERATION_REFUSED (what was asked cannot be done now; nothing has changed), CUT_ABORTED (nothing has
 * changed; the message says who did not answer), GENERATIONS_NEWER, GENERATIONS_UNREADABLE; KafkaError and KafkaUnreachable: ask
 * `generations` what became of it, or call again.
 */
export class Coordinator {
  readonly #context: CoordinatorContext

  constructor(options: CoordinatorOptions) {
    const { kafka, topology, deadLetterTopic = null, logger = silent, time = systemTime } = options
    const log = new GenerationLog(options)
    this.#context = { kafka, log, topology, deadLetterTopic, logger, time }
  }

  /** What the log says now. */
  generations(): Promise<Generations> {
    return this.#context.log.read()
  }

  /**
   * A generation of this program's topology, with the next number. Its processes are the caller's to start. Refused while there are
   * topics or a group under its id: it would not begin at zero.
   */
  async create(facts: Omit<GenerationFacts, 'topics'>): Promise<Generation> {
    const { kafka, log, topology, deadLetterTopic } = this.#context
    for (;;) {
      const number = Math.max(...(await log.read()).generations.keys()) + 1
      const id = generationId(log.generations.applicationId, number)
      const topics = ownTopics(topology, id, deadLetterTopic)
      const left = [...(await kafka.metadata(topics)).topics.keys()]
      if (left.length > 0 || (await kafka.allCommittedOffsets(id)).length > 0)
        throw refused(
          `Something is left over of an earlier "${id}": ${[...left, `its group`].join(', ')}. Delete it first, with the group "${id}".`,
        )
      try {
        await log.append({ type: 'created', generation: number, ...facts, topics })
        return log.generations.generations.get(number)!
      } catch (error) {
        // Somebody else took that number.
        if (!(error instanceof StreamsError && error.code === 'GENERATION_REFUSED')) throw error
        if (!log.generations.generations.has(number)) throw error
      }
    }
  }

  /** How far a generation is. Without `before`, the rate is not known. */
  async progressOf(generation: number, before?: GenerationProgress): Promise<GenerationProgress> {
    const { kafka, time } = this.#context
    return readProgress(kafka, await this.#mustExist(generation), time.now(), before)
  }

  /** All members of these generations stand still at the same place for a moment. Waits for a cut that is under way. */
  async cut<T = void>(request: CutRequest<T>): Promise<CutResult<T>> {
    const { generations, timeoutMs = defaultTimeoutMs, whenQuiet } = request
    return this.#drive({
      generations,
      timeoutMs,
      to: null,
      whenQuiet: async cut => ({ value: (await whenQuiet?.(cut)) as T, isSwitched: false }),
    })
  }

  /** At a cut over it and the live one, it becomes live, and the live one a shadow. */
  async switchTo(generation: number, options: SwitchOptions = {}): Promise<CutResult<boolean>> {
    const { maxLag = defaultMaxLag, timeoutMs = defaultTimeoutMs, whenQuiet } = options
    const { live } = await this.#context.log.read()
    if (generation === live) throw refused(`Generation ${generation} is live already.`)
    const { members, partitions, behind, behindInside } = await this.progressOf(generation)
    if (members > 0 && partitions.length > 0 && behind + behindInside > maxLag) {
      throw refused(
        `Generation ${generation} is ${behind + behindInside} records behind, and may be ${maxLag} behind when a switch begins (maxLag). ` +
          'Wait until it has caught up.',
      )
    }
    return this.#drive({
      generations: [live, generation],
      timeoutMs,
      to: generation,
      whenQuiet: async cut => {
        const isSwitched = whenQuiet ? await whenQuiet(cut) : true
        return { value: isSwitched, isSwitched }
      },
    })
  }

  /** Switches to the generation that was live before this one. */
  async rollback(options: SwitchOptions = {}): Promise<CutResult<boolean>> {
    const { previous } = await this.#context.log.read()
    if (previous === null)
      throw refused('There is no generation to go back to: none was live before, or it is over.')
    return this.switchTo(previous, options)
  }

  /**
   * Ends a generation that was live: its members stop, then its topics and its group are deleted; resolves to those that
   * this call deleted. Called again, it goes on where it was cut off.
   */
  retire(generation: number): Promise<readonly string[]> {
    return endGeneration(this.#context, generation, { type: 'retired' })
  }

  /** As `retire`, of a generation that never was live. */
  abandon(generation: number, why: string): Promise<readonly string[]> {
    return endGeneration(this.#context, generation, { type: 'abandoned', why })
  }

  async #drive<T>(order: CutOrder<T>): Promise<CutResult<T>> {
    await this.#noCut()
    return driveCut(this.#context, order)
  }

  /** Whoever began one may be dead, and so may all its members: after its time anybody may end it. */
  async #noCut(): Promise<void> {
    const { log, time } = this.#context
    for (let { cut } = await log.read(); cut; cut = (await log.read()).cut) {
      if (time.now() > cut.begunAt + cut.timeoutMs) {
        const why = 'nobody ended it in its time'
        await log.append({ type: 'aborted', cut: cut.id, why }).catch(error => {
          if (log.generations.cut?.id === cut!.id) throw error
        })
      } else await time.sleep(pauseMs)
    }
  }

  async #mustExist(number: number): Promise<Generation> {
    const generation = (await this.#context.log.read()).generations.get(number)
    if (!generation) throw refused(`There is no generation ${number}.`)
    return generation
  }
}

import { GenerationLog, type GenerationLogOptions } from '../generations/generationLog.ts'
import type { GenerationNews } from '../generations/generationRecord.ts'
import { isOver } from '../generations/generations.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import type { ResetPlan } from './resetPlan.ts'

/** What the log of generations says that matters to a reset. */
export interface ResetLogState {
  readonly live: number
  /** What the live generation runs under. */
  readonly id: string
  /** Other generations that are not over. */
  readonly others: readonly number[]
  /** A reset that is not finished. */
  readonly underWay: ResetPlan | null
}

/** The log of generations as a reset uses it: every instance reads it before it starts, and follows it while it runs. */
export class ResetLog {
  readonly #log: GenerationLog

  constructor(options: GenerationLogOptions) {
    this.#log = new GenerationLog(options)
  }

  /** As of now. */
  async read(): Promise<ResetLogState> {
    const { live, generations, reset } = await this.#log.read()
    return {
      live,
      id: generations.get(live)!.id,
      others: [...generations.values()]
        .filter(generation => generation.number !== live && !isOver(generation))
        .map(({ number }) => number),
      underWay: reset && (JSON.parse(reset.plan) as ResetPlan),
    }
  }

  /** From now on members stop and none starts; null. Or why it counts for nothing. */
  begun(plan: ResetPlan): Promise<string | null> {
    const { generation, run } = plan
    return this.#append({ type: 'reset-begun', generation, run, plan: JSON.stringify(plan) })
  }

  /** Members start again. Null; or why it counts for nothing: another process was faster. */
  done({ generation, run }: ResetPlan, takenBack: boolean): Promise<string | null> {
    return this.#append({ type: 'reset-done', generation, run, takenBack })
  }

  async #append(news: GenerationNews): Promise<string | null> {
    try {
      await this.#log.append(news)
      return null
    } catch (error) {
      if (error instanceof StreamsError && error.code === 'GENERATION_REFUSED') return error.message
      throw error
    }
  }
}

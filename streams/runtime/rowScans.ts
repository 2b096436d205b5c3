import type { RowsFigure } from '../stores/rowsHash.ts'
import { scanRows } from '../stores/scanRows.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import type { Logger } from './logger.ts'
import { Signal } from './signal.ts'
import type { TaskSet } from './taskSet.ts'
import type { Time } from './time.ts'

/** How often it is looked for rows whose hash is not known, ms. */
const lookEveryMs = 1_000
/** Between two steps of a scan, ms: it is in no hurry. */
const restMs = 5
/** How long a standby that was written meanwhile is left alone, ms: what is committed there may say what its rows are. */
const againMs = 30_000

export interface RowScansOptions {
  readonly tasks: TaskSet
  readonly logger: Logger
  readonly time: Time
}

interface Unknown {
  readonly name: string
  readonly partition: number
  readonly database: StateDatabase
  readonly figure: RowsFigure | null
  scanBegins(): (scanned: RowsFigure) => Promise<void> | void
}

/**
 * Learns the hashes that nobody told: of rows that an earlier version wrote, or whose changelog was compacted over its end. One store partition after
 * the other, from a snapshot, while processing goes on.
 */
export class RowScans {
  readonly #options: RowScansOptions
  readonly #wake: Signal
  /** By store and partition: not before then. */
  readonly #notBefore = new Map<string, number>()
  #running = true
  #done: Promise<void> = Promise.resolve()

  constructor(options: RowScansOptions) {
    this.#options = options
    this.#wake = new Signal(options.time)
  }

  start(): void {
    this.#done = this.#run()
  }

  /** A scan under way is given up. */
  async close(): Promise<void> {
    this.#running = false
    this.#wake.raise()
    await this.#done
  }

  async #run(): Promise<void> {
    const { logger } = this.#options
    while (this.#running) {
      const store = this.#next()
      if (!store) {
        await this.#wake.wait(lookEveryMs)
        continue
      }
      try {
        await this.#scan(store)
      } catch (error) {
        if (!this.#running) return
        this.#later(store)
        const { name, partition } = store
        logger.warn(
          { store: name, partition, why: String(error) },
          'the rows of a store could not be read for their hash',
        )
      }
    }
  }

  /** Whose rows are all in the database now, and nobody is about to tell what they are. */
  #next(): Unknown | undefined {
    const { tasks, time } = this.#options
    const active = tasks.running
      .flatMap(task => task.processor.stores)
      .filter(store => store.sealed.size === 0)
    const standby = tasks.standbys
      .flatMap(({ replicas }) => replicas)
      .filter(store => store.currentAt !== null)
    return [...active, ...standby].find(
      store => store.figure === null && (this.#notBefore.get(idOf(store)) ?? 0) <= time.elapsed(),
    )
  }

  async #scan(store: Unknown): Promise<void> {
    const { logger, time } = this.#options
    const { name, partition, database } = store
    const began = time.elapsed()
    const snapshot = database.snapshot()
    const ends = store.scanBegins()
    try {
      const figure = await scanRows(snapshot, name, partition, async () => {
        await time.sleep(restMs)
        if (!this.#running) throw new Error('the instance ends')
      })
      await ends(figure)
      this.#later(store)
      const ms = Math.round(time.elapsed() - began)
      logger.info(
        { store: name, partition, rows: figure.rows, ms },
        'the hash of a store was not known: its rows were read',
      )
    } finally {
      snapshot.close()
    }
  }

  #later(store: Unknown): void {
    this.#notBefore.set(idOf(store), this.#options.time.elapsed() + againMs)
  }
}

const idOf = ({ name, partition }: Unknown) => `${name}_${partition}`

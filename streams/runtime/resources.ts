import type { RowMemory } from '../stores/rowMemory.ts'
import type { StateUsage } from '../stores/stateUsage.ts'
import type { Logger } from './logger.ts'
import type { MemoryShares } from './memoryShares.ts'
import { Signal } from './signal.ts'
import type { Time } from './time.ts'

const MiB = 1024 * 1024
const lookEveryMs = 1_000
/** Intake goes on once this much more than the limit is free: not to stop again at once. */
const room = 1.25

/** Why intake stands still. */
export interface Paused {
  readonly reason: 'disk-low'
  /** Milliseconds since 1970. */
  readonly since: number
  readonly freeBytes: number
  /** Intake goes on when so much is free. */
  readonly neededBytes: number
}

export interface ResourcesOptions {
  /** Undefined: a home without a disk; nothing is watched. */
  readonly usage: (() => Promise<StateUsage>) | undefined
  readonly shares: MemoryShares
  readonly rows: RowMemory
  /** Null: by the size of the disk. */
  readonly diskLowBytes: number | null
  /** Intake stops or goes on. */
  readonly changed: (freeBytes: number) => void
  readonly logger: Logger
  readonly time: Time
}

/**
 * Watches what the state takes. Memory that the database needs beyond its share is taken from the row caches. A disk that
 * runs low pauses intake, before a write fails; it goes on by itself when there is room again.
 */
export class Resources {
  readonly #options: ResourcesOptions
  readonly #stop: Signal
  #running = true
  #loop: Promise<void> = Promise.resolve()
  usage: StateUsage | null = null
  paused: Paused | null = null

  constructor(options: ResourcesOptions) {
    this.#options = options
    this.#stop = new Signal(options.time)
  }

  /** Resolves after the first look: whoever opens a store knows by then whether there is room. */
  async start(): Promise<void> {
    if (!this.#options.usage) return
    await this.#look()
    this.#loop = this.#watch()
  }

  /** What the row caches may hold now. */
  get rowBytes(): number {
    return this.#options.rows.limit
  }

  /** Rows that processing asked for since the start. */
  get lookups(): { readonly hits: number; readonly misses: number } {
    return this.#options.rows.lookups
  }

  /** Below this, intake pauses. */
  get diskLowBytes(): number {
    const { diskLowBytes } = this.#options
    return diskLowBytes ?? diskLow(this.usage?.diskSize ?? 0)
  }

  async close(): Promise<void> {
    this.#running = false
    this.#stop.raise()
    await this.#loop
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      await this.#stop.wait(lookEveryMs)
      if (this.#running) await this.#look()
    }
  }

  async #look(): Promise<void> {
    const { usage, shares, rows, logger } = this.#options
    try {
      this.usage = await usage!()
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'the state directory cannot be looked at')
      return
    }
    const beyond = Math.max(0, this.usage.memoryBytes - shares.database)
    rows.limit = Math.max(MiB, shares.cached - beyond)
    this.#judge(this.usage.freeBytes)
  }

  #judge(freeBytes: number): void {
    const { time, logger, changed } = this.#options
    const low = this.diskLowBytes
    const neededBytes = Math.ceil(low * room)
    if (this.paused) {
      if (freeBytes < neededBytes) {
        this.paused = { ...this.paused, freeBytes }
        return
      }
      this.paused = null
      logger.info({ freeBytes }, 'there is room on the disk again: intake goes on')
      changed(freeBytes)
    } else if (freeBytes < low) {
      this.paused = { reason: 'disk-low', since: time.now(), freeBytes, neededBytes }
      logger.error(
        { freeBytes, neededBytes },
        'the disk of the state directory is nearly full: intake is paused. Free some space, or give it a larger disk; it goes on by itself',
      )
      changed(freeBytes)
    }
  }
}

/** A twentieth of the disk, 256 MiB to 2 GiB: room for what is in memory and for the compactions that writing it brings. */
export const diskLow = (diskSize: number) =>
  Math.min(2048 * MiB, Math.max(256 * MiB, Math.floor(diskSize / 20)))

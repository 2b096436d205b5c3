import type { Identity, OpenState, StateHome } from '../../runtime/stateHome.ts'
import { StateDirectoryLocked } from '../../stores/rocksDatabase.ts'
import type { StorePosition } from '../../stores/stateDatabase.ts'
import { type DiskChange, DiskContent } from './diskContent.ts'
import { SimulatedDatabase } from './simulatedDatabase.ts'
import type { SimulatedProcess } from './simulatedProcess.ts'
import type { Simulator } from './simulator.ts'

/**
 * A state directory of a simulation: an identity, and state that survives the death of a process. Writes reach the medium in
 * their order but late: a power cut loses the newest of them.
 */
export class SimulatedDisk {
  readonly name: string
  readonly #simulator: Simulator
  #identity: (Identity & { readonly applicationId: string }) | null = null
  #content = new DiskContent()
  /** What a power cut leaves at least, and what was written since. */
  #synced = new DiskContent()
  #unsynced: (readonly DiskChange[])[] = []
  #holder: SimulatedProcess | null = null
  #identities = 0
  #slowUntil = 0
  #nextTakes = 0
  /** Stores whose rows were given up, by `storeId`, with the position they had: for checks. */
  readonly dropped: { readonly id: string; readonly position: StorePosition | null }[] = []

  constructor(simulator: Simulator, name: string) {
    this.#simulator = simulator
    this.name = name
  }

  get content(): DiskContent {
    return this.#content
  }

  get memberId(): string | null {
    return this.#identity?.memberId ?? null
  }

  /** The disk as one process opens it. */
  homeOf(process: SimulatedProcess): StateHome {
    return {
      open: applicationId =>
        process.call('disk open', async () => {
          await this.#work(process, 5)
          return process.isDead ? new Promise<OpenState>(() => {}) : this.#open(applicationId, process)
        }),
    }
  }

  /** The machine loses its power: writes that had not reached the medium are gone, the newest first. */
  cutPower(): number {
    const { random } = this.#simulator
    const lost = random.between(0, this.#unsynced.length)
    const kept = this.#unsynced.slice(0, this.#unsynced.length - lost)
    for (const changes of kept) this.#synced.apply(changes)
    this.#unsynced = []
    this.#content = this.#synced.copy()
    return lost
  }

  /** For so long, whatever is asked of it takes until the end of that. */
  slow(ms: number): void {
    this.#slowUntil = this.#simulator.now + ms
  }

  /** What is asked of it next takes so long; what is asked later does not wait for that, and may overtake it. */
  delayNext(ms: number): void {
    this.#nextTakes = ms
  }

  /** As a program left it that knew nothing of hashes. */
  forgetHashes(): void {
    for (const content of [this.#content, this.#synced])
      for (const [id, { figure: _, ...position }] of content.positions) content.positions.set(id, position)
  }

  /** The directory is deleted: the next process finds no state, and has no identity. */
  erase(): void {
    this.#identity = null
    this.#content = new DiskContent()
    this.#synced = new DiskContent()
    this.#unsynced = []
  }

  /** A second directory with the same identity and state. */
  copy(name: string): SimulatedDisk {
    const copy = new SimulatedDisk(this.#simulator, name)
    copy.#identity = this.#identity
    copy.#content = this.#content.copy()
    copy.#synced = this.#content.copy()
    return copy
  }

  /** One batch, whole. */
  write(changes: readonly DiskChange[]): void {
    this.#content.apply(changes)
    this.#unsynced.push(changes)
    if (!this.#simulator.random.chance(0.1)) return
    for (const written of this.#unsynced) this.#synced.apply(written)
    this.#unsynced = []
  }

  #open(applicationId: string, process: SimulatedProcess): OpenState {
    if (this.#holder && !this.#holder.isDead) throw new StateDirectoryLocked(this.name, null)
    if (this.#identity && this.#identity.applicationId !== applicationId)
      throw new Error(`${this.name} is of "${this.#identity.applicationId}"`)
    this.#identity ??= {
      applicationId,
      memberId: `${this.name}-${++this.#identities}`,
      processId: `${this.name}-process-${this.#identities}`,
    }
    this.#holder = process
    const database = new SimulatedDatabase(this, process, () => this.#work(process, 0.5))
    return {
      identity: { memberId: this.#identity.memberId, processId: this.#identity.processId },
      database,
      close: () =>
        process.call('disk close', async () => {
          await this.#work(process, 1)
          if (this.#holder === process) this.#holder = null
        }),
    }
  }

  /** Time at work; now and then a disk takes long. */
  #work(process: SimulatedProcess, ms: number): Promise<void> {
    const { random, now } = this.#simulator
    const takes = random.next() * ms * (random.chance(0.02) ? 100 : 1)
    const least = Math.max(this.#slowUntil - now, this.#nextTakes)
    this.#nextTakes = 0
    return process.elapse(Math.max(takes, least))
  }
}

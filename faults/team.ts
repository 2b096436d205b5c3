import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterProxy } from 'millrace/testing'
import { Application, type ApplicationOptions } from '../bench/application.ts'
import { RamDisk } from './ramDisk.ts'
import { StateWatch } from './stateWatch.ts'

type Shared = Omit<ApplicationOptions, 'stateDir' | 'logFile' | 'brokers'>

interface Place {
  readonly stateDir: string
  readonly logFile: string
  /** Its way to the brokers. */
  readonly network: ClusterProxy
  readonly watch: StateWatch
  disk: RamDisk | null
  /** See `restartOn`. */
  restartOn: string | null
  instance: Application | null
  /** How much of the instance's log the watch has read. */
  read: number
}

type Brokers = Parameters<typeof ClusterProxy.before>[0]

/** The instances of one application, each with its state directory and its own way to the brokers. */
export class Team {
  readonly #options: Shared
  readonly #folder: string
  readonly #brokers: Brokers
  readonly #places: Place[] = []

  private constructor(folder: string, brokers: Brokers, options: Shared) {
    this.#folder = folder
    this.#brokers = brokers
    this.#options = options
  }

  static async of(size: number, folder: string, brokers: Brokers, options: Shared): Promise<Team> {
    const team = new Team(folder, brokers, options)
    for (let index = 0; index < size; index++) await team.#add(String(index))
    return team
  }

  get all(): readonly number[] {
    return this.#places.map((_, index) => index)
  }

  /** Those that should be alive. */
  get instances(): readonly Application[] {
    return this.#places.flatMap(({ instance }) => instance ?? [])
  }

  /** Stores rebuilt from zero, without need and with. */
  get state(): { readonly wiped: readonly string[]; readonly rebuilt: number } {
    for (const place of this.#places) readLog(place)
    return {
      wiped: this.#places.flatMap(({ watch }, index) =>
        watch.wiped.map(what => `instance ${index}: ${what}`),
      ),
      rebuilt: this.#places.reduce((sum, { watch }) => sum + watch.rebuilt, 0),
    }
  }

  start(index: number): void {
    const place = this.#places[index]!
    if (place.instance) throw new Error(`Instance ${index} runs already`)
    const { stateDir, logFile } = place
    mkdirSync(stateDir, { recursive: true })
    place.read = 0
    place.instance = new Application({
      ...this.#options,
      brokers: place.network.addresses,
      stateDir,
      logFile,
    })
  }

  instance(index: number): Application | null {
    return this.#places[index]!.instance
  }

  network(index: number): ClusterProxy {
    return this.#places[index]!.network
  }

  stateDir(index: number): string {
    return this.#places[index]!.stateDir
  }

  async kill(index: number): Promise<void> {
    await this.#take(index)?.kill()
  }

  /** Throws when it does not end as it should. */
  async stop(index: number): Promise<void> {
    await this.#take(index)?.stop()
  }

  signal(index: number, signal: NodeJS.Signals): void {
    this.#places[index]!.instance?.signal(signal)
  }

  /** The state is worth nothing any more: rebuilding it is right. */
  spoilState(index: number): void {
    this.#places[index]!.watch.spoil()
  }

  /** The directory itself stays: something may be mounted on it. */
  deleteState(index: number): void {
    this.spoilState(index)
    const { stateDir } = this.#places[index]!
    for (const name of readdirSync(stateDir)) rmSync(join(stateDir, name), { recursive: true, force: true })
  }

  disk(index: number): RamDisk | null {
    return this.#places[index]!.disk
  }

  /** From now on its state is on a disk of this size. It is stopped and started for that, once. */
  async moveToRamDisk(index: number, megabytes: number): Promise<void> {
    const place = this.#places[index]!
    if (place.disk) return
    await this.stop(index)
    const kept = `${place.stateDir}-moving`
    cpSync(place.stateDir, kept, { recursive: true })
    place.disk = RamDisk.mount(place.stateDir, megabytes)
    cpSync(kept, place.stateDir, { recursive: true })
    rmSync(kept, { recursive: true })
    this.start(index)
  }

  /** A further place, not started, with a copy of the state of one that does not run. */
  async copy(index: number): Promise<number> {
    const copy = await this.#add(`copy-of-${index}`)
    cpSync(this.#places[index]!.stateDir, this.#places[copy]!.stateDir, { recursive: true })
    return copy
  }

  /** Undoes `copy`; the instance must not run. */
  removeCopy(index: number): void {
    if (index !== this.#places.length - 1 || this.#places[index]!.instance)
      throw new Error(`Instance ${index} is no copy, or runs`)
    const { network, stateDir } = this.#places.pop()!
    network.close()
    rmSync(stateDir, { recursive: true, force: true })
  }

  /** Waits until it ends by itself, as it must. Resolves to the reason that its log gives, such as an error's code. */
  async ended(index: number, withinMs: number): Promise<string> {
    const place = this.#places[index]!
    const { instance } = place
    if (!instance) throw new Error(`Instance ${index} does not run`)
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => reject(new Error(`Instance ${index} should have ended by itself within ${withinMs / 1000} s`)),
      withinMs,
    )
    await Promise.race([instance.exited, late]).finally(() => clearTimeout(timer))
    readLog(place)
    place.instance = null
    return reasonOf(instance)
  }

  /** When it ends by itself for this reason, its state is worth nothing, and it is started again. */
  restartOn(index: number, reason: string): void {
    this.#places[index]!.restartOn = reason
  }

  async killAll(): Promise<void> {
    await Promise.all(
      this.#places.map(async place => {
        await place.instance?.kill()
        place.instance = null
      }),
    )
  }

  close(): void {
    for (const { network, disk } of this.#places) {
      network.close()
      disk?.unmount()
    }
  }

  /** Throws when an instance is gone that nobody ended, unless it is to be started again. */
  check(): void {
    for (const [index, place] of this.#places.entries()) {
      const { instance, logFile } = place
      if (!instance?.ending) continue
      const reason = reasonOf(instance)
      if (reason !== place.restartOn)
        throw new Error(`An instance ended by itself (${reason}): see ${logFile}`)
      readLog(place)
      place.watch.spoil()
      place.instance = null
      this.start(index)
    }
  }

  #take(index: number): Application | null {
    const place = this.#places[index]!
    if (place.instance?.ending) this.check()
    const { instance } = place
    place.instance = null
    if (instance) void instance.exited.then(() => readLines(place, instance))
    return instance
  }

  async #add(name: string): Promise<number> {
    this.#places.push({
      stateDir: join(this.#folder, `state-${name}`),
      logFile: join(this.#folder, `instance-${name}.log`),
      network: await ClusterProxy.before(this.#brokers),
      watch: new StateWatch(),
      disk: null,
      restartOn: null,
      instance: null,
      read: 0,
    })
    return this.#places.length - 1
  }
}

/** Why it ended, by its log; such as an error's code. */
function reasonOf(instance: Application): string {
  const last = instance.log.findLast(({ msg }) => msg === 'the instance ends')
  return String(last?.code ?? last?.error ?? instance.ending)
}

function readLog(place: Place): void {
  if (place.instance) readLines(place, place.instance)
}

function readLines(place: Place, { log }: Application): void {
  for (; place.read < log.length; place.read++) place.watch.read(log[place.read]!)
}

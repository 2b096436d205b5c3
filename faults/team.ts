import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Application, type ApplicationOptions } from '../bench/application.ts'

interface Place {
  readonly stateDir: string
  readonly logFile: string
  instance: Application | null
}

/** The instances of one application, each with its state directory. */
export class Team {
  readonly #options: Omit<ApplicationOptions, 'stateDir' | 'logFile'>
  readonly #places: readonly Place[]

  constructor(size: number, folder: string, options: Omit<ApplicationOptions, 'stateDir' | 'logFile'>) {
    this.#options = options
    this.#places = Array.from({ length: size }, (_, index) => ({
      stateDir: join(folder, `state-${index}`),
      logFile: join(folder, `instance-${index}.log`),
      instance: null,
    }))
  }

  get all(): readonly number[] {
    return this.#places.map((_, index) => index)
  }

  /** Those that should be alive. */
  get instances(): readonly Application[] {
    return this.#places.flatMap(({ instance }) => instance ?? [])
  }

  start(index: number): void {
    const place = this.#places[index]!
    if (place.instance) throw new Error(`Instance ${index} runs already`)
    mkdirSync(place.stateDir, { recursive: true })
    const { stateDir, logFile } = place
    place.instance = new Application({ ...this.#options, stateDir, logFile })
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

  deleteState(index: number): void {
    rmSync(this.#places[index]!.stateDir, { recursive: true, force: true })
  }

  async killAll(): Promise<void> {
    await Promise.all(this.all.map(index => this.kill(index)))
  }

  /** Throws when an instance is gone that nobody ended. */
  check(): void {
    for (const { instance, logFile } of this.#places) {
      if (instance?.ending)
        throw new Error(`An instance ended by itself (${instance.ending}): see ${logFile}`)
    }
  }

  #take(index: number): Application | null {
    const place = this.#places[index]!
    const { instance } = place
    if (instance?.ending) this.check()
    place.instance = null
    return instance
  }
}

import type { EventStream } from '../../client/index.ts'
import type { Simulator } from '../../testing/simulation/simulator.ts'
import { eventsTopic, fits, type Row } from './domain.ts'
import type { ModelClient, ModelClientOptions } from './modelClient.ts'
import type { CommittedLog } from './world.ts'

interface Event extends Row {
  readonly partition: number
  readonly offset: number
}

/** After how many committed records of a partition a reader stands. Before its first event it may stand earlier. */
interface Place {
  readonly at: number
  readonly isFirst: boolean
}

/** A client that reads the events: each once, in their order, from when its stream began. */
export class EventClient implements ModelClient {
  readonly #options: ModelClientOptions
  readonly #simulator: Simulator
  readonly #logs: readonly CommittedLog[]
  readonly #problems: string[] = []
  readonly #kept: { readonly token: string; readonly places: readonly Place[] }[] = []
  /** By partition; null: nothing is promised yet. */
  #places: readonly Place[] | null = null
  /** Where tokens stand behind which events were read since. */
  readonly #placesOf = new Map<string, readonly Place[]>()
  #stream: EventStream<Event>
  #eventMs = 0
  #gaps = 0

  constructor(options: ModelClientOptions, simulator: Simulator, logs: readonly CommittedLog[]) {
    this.#options = options
    this.#simulator = simulator
    this.#logs = logs
    this.#stream = this.#open(null)
  }

  keep(): void {
    this.look()
    const { token } = this.#stream
    if (token !== null) this.#kept.push({ token, places: this.#placesOf.get(token) ?? this.#places! })
  }

  goBack(to: number): void {
    const kept = this.#kept[to % Math.max(1, this.#kept.length)]
    if (!kept) return
    this.#stream.close()
    this.#places = kept.places
    this.#stream = this.#open(kept.token)
  }

  get token(): string | null {
    return this.#stream.token
  }

  slow(ms: number): void {
    this.#eventMs = ms / 4
  }

  look(): void {
    if (this.#stream.token !== null)
      this.#places ??= this.#logs.map(({ committed }) => ({ at: committed.length, isFirst: true }))
  }

  get begun(): number {
    return this.#gaps
  }

  get isDone(): boolean {
    this.look()
    return this.#places !== null && this.#missing().length === 0
  }

  end(): readonly string[] {
    return [...this.#problems, ...(this.#places === null ? ['its stream never began'] : this.#missing())]
  }

  #open(resume: string | null): EventStream<Event> {
    const { client, where, told, count } = this.#options
    const stream = client.events<Event>([eventsTopic], {
      where,
      resume,
      buffer: 4,
      onGap: reason => {
        if (stream !== this.#stream) return
        count(`gap: ${reason}`, 1)
        this.#gaps++
        told(`gap: ${reason}`)
        this.#places = null
      },
    })
    void this.#read(stream)
    return stream
  }

  async #read(stream: EventStream<Event>): Promise<void> {
    try {
      for await (const event of stream) {
        if (stream !== this.#stream) return
        this.#take(event)
        if (this.#eventMs > 0)
          await new Promise<void>(resolve => void this.#simulator.schedule(this.#eventMs, resolve))
      }
    } catch (error) {
      this.#problems.push(String(error))
    }
  }

  #take(event: Event): void {
    const { partition, offset, n } = event
    const { told, count } = this.#options
    const what = `event ${offset} of partition ${partition} (${n})`
    told(what)
    count('events', 1)
    this.look()
    const { token } = this.#stream
    if (this.#places === null || token === null) {
      this.#problems.push(`${what} before the stream began`)
      return
    }
    if (!this.#placesOf.has(token)) this.#placesOf.set(token, this.#places)
    const index = this.#logs[partition]!.committed.findIndex(record => record.offset === offset)
    const record = this.#logs[partition]!.committed[index]
    if (record?.row?.n !== n || !fits(this.#options.where, record.key, record.row)) {
      this.#problems.push(`${what} was not committed, or is not of this client`)
      return
    }
    const { at, isFirst } = this.#places[partition]!
    if (index < at && !isFirst) this.#problems.push(`a repeat: ${what}, record ${index} after ${at}`)
    if (this.#nextOf(partition, at) < index)
      this.#problems.push(`a gap: ${what}, record ${index} after ${at}`)
    this.#places = this.#places.with(partition, { at: index + 1, isFirst: false })
  }

  /** Index of the first record from there on that it must be told; Infinity: none. */
  #nextOf(partition: number, from: number): number {
    const { committed } = this.#logs[partition]!
    for (let at = from; at < committed.length; at++) {
      const { key, row } = committed[at]!
      if (row !== null && fits(this.#options.where, key, row)) return at
    }
    return Number.POSITIVE_INFINITY
  }

  #missing(): readonly string[] {
    return this.#places!.flatMap(({ at }, partition) => {
      const next = this.#nextOf(partition, at)
      return next === Number.POSITIVE_INFINITY ? [] : [`record ${next} of partition ${partition} never came`]
    })
  }
}

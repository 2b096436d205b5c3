import type { RecordSource } from '../graph/processor.ts'
import type { StreamRecord } from '../graph/streamRecord.ts'
import { DataCopy } from './dataCopy.ts'
import type { TaskClock } from './environment.ts'
import type { NodeProbe } from './nodeProbe.ts'
import type { NodeProbes } from './nodeProbes.ts'
import type { RecentRecord } from './recentRecord.ts'

/** Of many records one in about so many is timed. */
const rarest = 64
const keptBytes = 4096
/** Room for a usual record's steps; what one with very many took is given back. */
const usualSteps = 1024

/**
 * The way of the record in hand through the steps of one task. Each step counts it; some records are timed, and where a step
 * is watched they are kept. What an attempt that is to be repeated did is taken back, but for the time that it took.
 */
export class Trail {
  readonly #task: string
  readonly #probes: NodeProbes
  readonly #clock: TaskClock
  /** The step that has the record; where it failed, the one it failed at. */
  at: NodeProbe | null = null
  /** Whether the steps only count. */
  isPlain = true
  isTimed = false
  #visited: NodeProbe[] = []
  #steps = 0
  #kept: { readonly probe: NodeProbe; readonly record: RecentRecord }[] = []
  /** One of so many is timed now, and so many are still to come before the next that is. */
  #rarity = 1
  #untilTimed = 1
  #chance = 0x9e3779b9
  #weight = 1
  #last = 0

  constructor(task: string, probes: NodeProbes, clock: TaskClock) {
    this.#task = task
    this.#probes = probes
    this.#clock = clock
  }

  probe(node: string): NodeProbe {
    return this.#probes.of(node)
  }

  /** So many records are processed next: of few each is timed. */
  chunk(records: number): void {
    this.#rarity = Math.min(rarest, Math.max(1, records >> 2))
    if (this.#untilTimed > this.#rarity * 2) this.#untilTimed = this.#rarity
  }

  /** An attempt to process a record begins. */
  begin(): void {
    this.at = null
    this.isTimed = --this.#untilTimed <= 0
    this.isPlain = !(this.isTimed || this.#probes.isWatched)
    if (!this.isTimed) return
    this.#untilTimed = this.#gap()
    this.#weight = this.#rarity
    this.#last = this.#probes.clock.elapsed()
  }

  /** An attempt of a step's punctuator begins. They are few and may be long: each is timed. */
  beginAt(probe: NodeProbe): void {
    this.at = probe
    this.isTimed = true
    this.isPlain = false
    this.#weight = 1
    this.#last = this.#probes.clock.elapsed()
  }

  /** A record comes to a step. */
  enter(probe: NodeProbe, record: StreamRecord<unknown, unknown>): void {
    if (!this.isPlain) this.#look(probe, record)
    this.at = probe
    probe.records++
    this.#visited[this.#steps++] = probe
  }

  resume(probe: NodeProbe): void {
    if (this.isTimed) this.lap(this.at!)
    this.at = probe
  }

  #look(probe: NodeProbe, record: StreamRecord<unknown, unknown>): void {
    if (this.isTimed) this.lap(this.at ?? probe)
    if (probe.kept !== null) this.#keep(probe, record)
  }

  /** The time since the last lap was the step's. */
  lap(probe: NodeProbe): void {
    const now = this.#probes.clock.elapsed()
    probe.nanos += (now - this.#last) * 1e6 * this.#weight
    this.#last = now
  }

  /** The attempt counts. */
  accept(): void {
    for (const { probe, record } of this.#kept) probe.keep(record)
    this.#end()
  }

  /** The attempt is to be repeated. */
  takeBack(): void {
    for (let i = 0; i < this.#steps; i++) this.#visited[i]!.records--
    this.#end()
  }

  #end(): void {
    this.#steps = 0
    if (this.#visited.length > usualSteps) this.#visited = []
    if (this.#kept.length > 0) this.#kept = []
  }

  /** Not in step with anything in the records: about `#rarity`, by chance. */
  #gap(): number {
    if (this.#rarity === 1) return 1
    this.#chance ^= this.#chance << 13
    this.#chance ^= this.#chance >>> 17
    this.#chance ^= this.#chance << 5
    return 1 + ((this.#chance >>> 0) % (2 * this.#rarity - 1))
  }

  #keep(probe: NodeProbe, record: StreamRecord<unknown, unknown>): void {
    const now = this.#probes.clock.now()
    if (!probe.wants(now)) return
    const { source } = this.#clock
    this.#kept.push({ probe, record: recent(now, this.#task, source, record) })
  }
}

function recent(
  at: number,
  task: string,
  source: RecordSource | null,
  { key, value, timestamp, headers }: StreamRecord<unknown, unknown>,
): RecentRecord {
  const copy = new DataCopy(keptBytes)
  const text = (bytes: Uint8Array) =>
    copy.of(Buffer.from(bytes.subarray(0, keptBytes + 1)).toString()) as string
  return {
    at,
    task,
    topic: source?.topic ?? null,
    partition: source?.partition ?? null,
    offset: source?.offset ?? null,
    timestamp,
    key: copy.of(key),
    headers: headers.map(({ key, value }) => ({ key, value: value && text(value) })),
    value: copy.of(value),
    isCut: copy.isCut,
  }
}

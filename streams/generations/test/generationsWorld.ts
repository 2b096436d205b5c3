import { StreamsBuilder } from '../../dsl/streamsBuilder.ts'
import { shadowTopic } from '../../graph/topicNames.ts'
import type { Topology } from '../../graph/topology.ts'
import { json, text } from '../../serdes/index.ts'
import type { PartitionLog } from '../../testing/simulation/cluster/partitionLog.ts'
import { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { lagOf } from '../../testing/simulation/lagOf.ts'
import { openTransaction } from '../../testing/simulation/openTransaction.ts'
import { processKafka } from '../../testing/simulation/processKafka.ts'
import { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import { Simulator } from '../../testing/simulation/simulator.ts'
import { type TraceEvent, traceLine } from '../../testing/simulation/trace.ts'
import { BatchBuilder, plainBatch } from '../../wire/records/batchBuilder.ts'
import { partitionForKey } from '../../wire/records/partitioner.ts'
import { RecordCursor } from '../../wire/records/recordCursor.ts'
import { Coordinator } from '../coordinator.ts'
import { Place } from './place.ts'

export const partitions = 2

/**
 * Sums by group, each group from one key: whoever computes them comes to the same, in the same order. What is told says which
 * generation told it.
 */
export function topologyOf(generation: number): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream('in', { key: text, value: json<number>() })
    .map((n, key) => ({ key: `group-${key}`, value: n }), { name: 'to-group' })
    .repartition({ name: 'by-group', key: text, value: json<number>() })
    .groupByKey()
    .aggregate<Sum>(
      () => ({ n: -1, sum: 0, generation }),
      ({ sum }, n) => ({ n, sum: sum + n, generation }),
      { store: 'sums', value: json() },
    )
    .toStream()
    .to('out', { value: json() })
  return builder.build()
}

interface Sum {
  /** Of the input. */
  readonly n: number
  readonly sum: number
  readonly generation: number
}

export interface Output {
  readonly key: string
  readonly value: Sum
}

/** Two generations on a simulated cluster, and coordinators that come and go. */
export class GenerationsWorld {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  readonly places = new Map<string, Place>()
  readonly #trace: TraceEvent[] = []
  readonly #written = new Map<string, number[]>()
  #coordinators = 0
  #n = 0

  constructor(seed: number) {
    this.simulator = new Simulator(seed)
    this.kafka = new SimulatedKafka(this.simulator, { sessionTimeoutMs: 3_000, requestTimeoutMs: 10_000 })
    this.kafka.createTopic('in', partitions)
    this.kafka.createTopic('out', partitions)
  }

  get now(): number {
    return this.simulator.now
  }

  get traceText(): string {
    return this.#trace.map(traceLine).join('\n')
  }

  tell(who: string, what: string, details: object = {}): void {
    this.#trace.push({ at: this.now, who, what, details })
  }

  place(name: string, generation: number): Place {
    const known = this.places.get(name)
    if (known) return known
    const { simulator, kafka } = this
    const told = (what: string, details?: object) => this.tell(name, what, details)
    const made = new Place(name, { simulator, kafka, topology: topologyOf(generation), generation, told })
    this.places.set(name, made)
    return made
  }

  /** Runs what a coordinator's process does; `undefined` once it was crashed. */
  async coordinate<T>(
    act: (coordinator: Coordinator) => Promise<T>,
    crashAfterMs = 120_000,
  ): Promise<T | Error | undefined> {
    const { answer, kill } = this.beside(act)
    const crashAt = this.now + crashAfterMs
    await this.simulator.run(() => answer().isSettled, crashAt)
    kill()
    return answer().value
  }

  /** As `coordinate`, while other things happen. */
  beside<T>(act: (coordinator: Coordinator) => Promise<T>): {
    readonly answer: () => { readonly isSettled: boolean; readonly value: T | Error | undefined }
    readonly kill: () => void
  } {
    const name = `coordinator-${++this.#coordinators}`
    const process = new SimulatedProcess(this.simulator, name)
    const connection = this.kafka.connect(name)
    const log = (details: object, message: string) => this.tell(name, message, details)
    const coordinator = new Coordinator({
      kafka: processKafka(connection, process),
      applicationId: 'app',
      topology: topologyOf(2),
      time: process.time,
      logger: { info: log, warn: log, error: log },
    })
    let answer: { isSettled: boolean; value: T | Error | undefined } = { isSettled: false, value: undefined }
    const settled = (value: T | Error) => {
      answer = { isSettled: true, value }
      this.tell(name, value instanceof Error ? 'failed' : 'done', { value: String(value) })
    }
    act(coordinator).then(settled, settled)
    const kill = () => {
      if (!answer.isSettled) this.tell(name, 'crashes')
      process.kill()
      connection.crash()
    }
    return { answer: () => answer, kill }
  }

  produce(): void {
    const { random } = this.simulator
    const key = `k${random.between(0, 5)}`
    const n = this.#n++
    const builder = new BatchBuilder()
    builder.append(key, JSON.stringify(n), this.kafka.time, null)
    this.kafka.produce('in', partitionForKey(key, partitions), builder.finish(plainBatch))
    this.#written.set(key, [...(this.#written.get(key) ?? []), n])
  }

  async advance(ms: number): Promise<void> {
    await this.simulator.run(() => false, this.now + ms)
  }

  /** Resolves to what is missing when it does not come to rest in time. */
  async quiet(ids: readonly string[], ms = 90_000): Promise<string | null> {
    for (const limit = this.now + ms; ; ) {
      await this.advance(500)
      const missing =
        ids.map(id => lagOf(this.kafka, topologyOf(1), id)).find(lag => lag !== null) ??
        openTransaction(this.kafka)
      if (!missing) {
        await this.advance(2_000)
        return null
      }
      if (this.now > limit) return missing
    }
  }

  outputs(topic: string): readonly Output[] {
    return (this.kafka.topics.get(topic)?.logs ?? []).flatMap(outputsIn)
  }

  /** What is wrong with what the generations have told, when all is at rest. */
  problems(numbers: readonly number[]): readonly string[] {
    const real = this.outputs('out')
    const problems = this.#differences('out', real)
    for (const number of numbers) {
      const shadow = this.outputs(shadowTopic(number === 1 ? 'app' : `app.g${number}`, 'out'))
      const told = [...real.filter(({ value }) => value.generation === number), ...shadow]
      problems.push(...this.#differences(`generation ${number}`, told.toSorted(byInput)))
    }
    return problems
  }

  /** Of each key exactly what one run would have told, in its order. */
  #differences(what: string, outputs: readonly Output[]): string[] {
    const problems: string[] = []
    const byKey = Map.groupBy(outputs, ({ key }) => key)
    for (const [key, inputs] of this.#written) {
      let sum = 0
      const expected = inputs.map(n => {
        sum += n
        return `${n}:${sum}`
      })
      const found = (byKey.get(`group-${key}`) ?? []).map(({ value }) => `${value.n}:${value.sum}`)
      if (found.join() === expected.join()) continue
      const at = expected.findIndex((each, i) => each !== found[i])
      const from = Math.max(0, at - 2)
      problems.push(
        `${what} ${key}: ${found.length} of ${expected.length}; from ${from} on ${found.slice(from, from + 6)} instead of ${expected.slice(from, from + 6)}`,
      )
    }
    return problems
  }
}

const byInput = (a: Output, b: Output) => a.value.n - b.value.n

function outputsIn(log: PartitionLog): readonly Output[] {
  const end = log.lastStableOffset
  if (log.start >= end) return []
  const bytes = log.read(log.start, end, Number.POSITIVE_INFINITY, true)
  const cursor = new RecordCursor(bytes, log.start, log.abortedBetween(log.start, end), { checkCrc: false })
  const outputs: Output[] = []
  while (cursor.next()) outputs.push({ key: cursor.keyText()!, value: JSON.parse(cursor.valueText()!) })
  return outputs
}

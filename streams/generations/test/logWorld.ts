import { expect } from 'vitest'
import type { Time } from '../../runtime/time.ts'
import type { SimulatedConnection } from '../../testing/simulation/cluster/simulatedConnection.ts'
import { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { processKafka } from '../../testing/simulation/processKafka.ts'
import { SimulatedProcess } from '../../testing/simulation/simulatedProcess.ts'
import { Simulator } from '../../testing/simulation/simulator.ts'
import { BatchBuilder, plainBatch } from '../../wire/records/batchBuilder.ts'
import { GenerationLog } from '../generationLog.ts'
import type { GenerationNews } from '../generationRecord.ts'

export const topic = 'app-generations'
export const created = (generation: number): GenerationNews => ({
  type: 'created',
  generation,
  outputs: 'shadow',
  label: '',
  fingerprint: '',
  settings: '',
  topics: [],
})

/** A simulated cluster, and clients that read and write the log of generations. */
export class LogWorld {
  readonly simulator: Simulator
  readonly kafka: SimulatedKafka
  #clients = 0

  constructor(seed = 1) {
    this.simulator = new Simulator(seed)
    this.kafka = new SimulatedKafka(this.simulator, { requestTimeoutMs: 3_000 })
  }

  client(): {
    readonly log: GenerationLog
    readonly connection: SimulatedConnection
    readonly time: Time
  } {
    const process = new SimulatedProcess(this.simulator, `client-${++this.#clients}`)
    const connection = this.kafka.connect(process.name)
    const log = new GenerationLog({
      kafka: processKafka(connection, process),
      applicationId: 'app',
      time: process.time,
    })
    return { log, connection, time: process.time }
  }

  write(text: string): void {
    const builder = new BatchBuilder()
    builder.append(null, text, this.kafka.time, null)
    this.kafka.produce(topic, 0, builder.finish(plainBatch))
  }

  /** Lets virtual time pass until it is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false
    const settled = () => {
      isSettled = true
    }
    promise.then(settled, settled)
    expect(await this.simulator.run(() => isSettled, this.simulator.now + 120_000)).toBe(true)
    return promise
  }

  get written(): number {
    return this.kafka.topics.get(topic)?.logs[0]?.end ?? 0
  }
}

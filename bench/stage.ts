import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'millrace'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { applicationTopology, type Outputs, outputsOf, topicsOf } from './applicationTopology.ts'
import type { Engine } from './engine.ts'
import type { MeasuredProcess } from './measuredProcess.ts'
import { OutputCounter } from './outputCounter.ts'
import { createTopics } from './produceInput.ts'
import { removeTraces } from './removeTraces.ts'
import type { Workload } from './workload.ts'

/** Where the phases take place: a broker that holds the input, and a folder for state and logs. */
export class Stage {
  readonly broker: RunningBroker
  readonly kafka: Kafka
  readonly workload: Workload
  readonly engine: Engine
  readonly folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  readonly #scenes: { readonly applicationId: string; readonly outputs: Outputs }[] = []
  readonly #run = randomUUID().slice(0, 8)

  constructor(options: {
    readonly broker: RunningBroker
    readonly kafka: Kafka
    readonly workload: Workload
    readonly engine: Engine
  }) {
    this.broker = options.broker
    this.kafka = options.kafka
    this.workload = options.workload
    this.engine = options.engine
  }

  /** A fresh application with its outputs, and a counter that stands at their end. */
  async scene(phase: string): Promise<Scene> {
    const applicationId = `bench-${phase}-${this.#run}`
    const outputs = outputsOf(this.engine.topology, `${phase}-${this.#run}`)
    this.#scenes.push({ applicationId, outputs })
    await createTopics(
      this.kafka,
      topicsOf(applicationTopology(this.engine.topology, outputs, applicationId)),
    )
    const counter = await OutputCounter.open(this.kafka, [outputs.consultations, outputs.factures])
    const stateDir = join(this.folder, applicationId)
    mkdirSync(stateDir, { recursive: true })
    return {
      applicationId,
      outputs,
      counter,
      stateDir,
      start: () => this.#start(applicationId, outputs, stateDir),
    }
  }

  /** Removes state and logs, and the topics that only this run knows: neither disk nor broker keeps them for the next one. */
  async remove(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true })
    for (const { applicationId, outputs } of this.#scenes) {
      const own = this.engine.topology === 'cabinet' ? [] : [outputs.consultations, outputs.factures]
      await removeTraces(
        this.kafka,
        applicationTopology(this.engine.topology, outputs, applicationId),
        applicationId,
        own,
      )
    }
  }

  #start(applicationId: string, outputs: Outputs, stateDir: string): MeasuredProcess {
    const { brokers } = this.broker
    const logFile = join(this.folder, `${applicationId}.log`)
    return this.engine.start({ brokers, applicationId, stateDir, outputs, logFile })
  }
}

/** One application and what counts its outputs. */
export interface Scene {
  readonly applicationId: string
  readonly outputs: Outputs
  readonly counter: OutputCounter
  readonly stateDir: string
  /** Starts a process of it on its state directory. */
  start(): MeasuredProcess
}

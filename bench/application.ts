import { join } from 'node:path'
import { internalTopics } from 'millrace'
import { applicationTopology, type TopologyName } from './applicationTopology.ts'
import { type Figure, figure } from './figure.ts'
import { MeasuredProcess, type Place } from './measuredProcess.ts'
import type { Answer, Dump, Question, Report, Status } from './messages.ts'
import { type ProcessUsage, processUsage } from './processUsage.ts'

export interface ApplicationOptions extends Place {
  readonly topology: TopologyName
  readonly environment?: Readonly<Record<string, string>>
}

const patienceMs = 30_000

/** The instance ended, or takes too long. */
export class Unanswered extends Error {
  constructor(question: string) {
    super(`The instance did not answer "${question}"`)
  }
}

/** One process of millrace. */
export class Application extends MeasuredProcess {
  readonly options: ApplicationOptions
  #report: Report | null = null
  #waiting: { readonly kind: Answer['kind']; readonly resolve: (answer: Answer) => void }[] = []

  constructor(options: ApplicationOptions) {
    const { brokers, applicationId, stateDir, outputs, topology } = options
    const entry = join(import.meta.dirname, 'instance.ts')
    const args = [brokers.join(), applicationId, stateDir, outputs.consultations, outputs.factures, topology]
    super(options.logFile, process.execPath, [entry, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      environment: { INPUT_PREFIX: outputs.inputPrefix ?? '', ...options.environment },
    })
    this.options = options
    this.child.on('message', answer => this.#hear(answer as Answer))
  }

  /** The newest; null before the first. */
  get report(): Report | null {
    return this.#report
  }

  get isRunning(): boolean {
    return this.ending === null && this.#report?.state === 'RUNNING' && this.#report.tasks > 0
  }

  get internalTopics(): readonly string[] {
    const { topology, outputs, applicationId } = this.options
    return internalTopics(applicationTopology(topology, outputs, applicationId), applicationId)
  }

  async counters(): Promise<Readonly<Record<string, Figure>>> {
    const { commits, recoveries } = await this.measure()
    return { commits: figure(commits, 'commits'), recoveries: figure(recoveries, 'recoveries') }
  }

  /** Where there is no /proc, as it measures itself. */
  override async usage(): Promise<ProcessUsage> {
    return processUsage(this.child.pid!) ?? (await this.measure())
  }

  async measure(): Promise<Report> {
    return (await this.#ask({ ask: 'report' }, 'report')) as Report
  }

  async dump(store: string): Promise<Dump> {
    return (await this.#ask({ ask: 'dump', store }, 'dump')) as Dump
  }

  async status(): Promise<Status['status']> {
    return ((await this.#ask({ ask: 'status' }, 'status')) as Status).status
  }

  #ask(question: Question, kind: Answer['kind']): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Unanswered(question.ask))
      const timer = setTimeout(giveUp, patienceMs)
      this.exited.then(giveUp)
      this.#waiting.push({
        kind,
        resolve: answer => {
          clearTimeout(timer)
          resolve(answer)
        },
      })
      this.child.send(question, error => error && giveUp())
    })
  }

  #hear(answer: Answer): void {
    if (answer.kind === 'report') this.#report = answer
    const index = this.#waiting.findIndex(({ kind }) => kind === answer.kind)
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.resolve(answer)
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Outputs, TopologyName } from './applicationTopology.ts'
import { type LogLine, parseLogLine } from './logLine.ts'
import type { Answer, Dump, Question, Report, Status } from './messages.ts'

export interface ApplicationOptions {
  readonly brokers: readonly string[]
  readonly applicationId: string
  readonly stateDir: string
  readonly outputs: Outputs
  readonly topology: TopologyName
  /** Every line of its log is added here, whichever process wrote it. */
  readonly logFile: string
  readonly environment?: Readonly<Record<string, string>>
}

const patienceMs = 30_000

/** One process of the application under measurement. It dies with its parent. */
export class Application {
  readonly options: ApplicationOptions
  readonly startedAt = performance.now()
  readonly log: LogLine[] = []
  /** Resolves to how it ended. */
  readonly exited: Promise<string>
  #child: ChildProcess
  #report: Report | null = null
  #waiting: { readonly kind: Answer['kind']; readonly resolve: (answer: Answer) => void }[] = []
  /** Set once it is gone. */
  ending: string | null = null

  constructor(options: ApplicationOptions) {
    this.options = options
    const { brokers, applicationId, stateDir, outputs, topology } = options
    const entry = join(import.meta.dirname, 'instance.ts')
    const args = [brokers.join(), applicationId, stateDir, outputs.consultations, outputs.factures, topology]
    this.#child = spawn(process.execPath, [entry, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, INPUT_PREFIX: outputs.inputPrefix ?? '', ...options.environment },
    })
    const killAtExit = () => void this.#child.kill('SIGKILL')
    process.once('exit', killAtExit)
    this.#child.on('message', answer => this.#hear(answer as Answer))
    createInterface({ input: this.#child.stderr! }).on('line', line => this.#read(line))
    this.exited = new Promise(resolve => {
      this.#child.once('close', (code, signal) => {
        process.off('exit', killAtExit)
        this.ending = signal ?? `exit code ${code}`
        resolve(this.ending)
      })
    })
  }

  /** The newest; null before the first. */
  get report(): Report | null {
    return this.#report
  }

  /** It serves: every task that it should run is restored and running. */
  get isRunning(): boolean {
    return this.ending === null && this.#report?.state === 'RUNNING' && this.#report.tasks > 0
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** SIGKILL: nothing is committed, nobody is told. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.exited
  }

  /** SIGTERM: commits, leaves the group and ends. Throws when it does not end by itself with code 0. */
  async stop(): Promise<void> {
    this.signal('SIGTERM')
    const late = setTimeout(() => this.signal('SIGKILL'), patienceMs)
    const ending = await this.exited
    clearTimeout(late)
    // SIGTERM itself ended it: it had only just been born, and had nothing yet to bring in order.
    if (ending !== 'exit code 0' && ending !== 'SIGTERM')
      throw new Error(`The instance ended with ${ending} when it was told to stop`)
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
      const timer = setTimeout(
        () => reject(new Error(`The instance did not answer "${question.ask}"`)),
        patienceMs,
      )
      this.#waiting.push({
        kind,
        resolve: answer => {
          clearTimeout(timer)
          resolve(answer)
        },
      })
      this.#child.send(question, error => error && reject(error))
    })
  }

  #hear(answer: Answer): void {
    if (answer.kind === 'report') this.#report = answer
    const index = this.#waiting.findIndex(({ kind }) => kind === answer.kind)
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.resolve(answer)
  }

  #read(line: string): void {
    appendFileSync(this.options.logFile, `${line}\n`)
    const parsed = parseLogLine(line)
    if (parsed) this.log.push(parsed)
  }
}

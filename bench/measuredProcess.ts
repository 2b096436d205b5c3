import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Outputs } from './applicationTopology.ts'
import type { Figure } from './figure.ts'
import { type LogLine, parseLogLine } from './logLine.ts'
import { type ProcessUsage, processUsage } from './processUsage.ts'

/** Where an instance runs: its broker, its identity, its topics and its files. */
export interface Place {
  readonly brokers: readonly string[]
  readonly applicationId: string
  readonly stateDir: string
  readonly outputs: Outputs
  /** Every line of its log is added here, whichever process wrote it. */
  readonly logFile: string
}

const patienceMs = 30_000

/** One process under measurement, millrace's or a peer's. It dies with its parent. Its log comes on its stderr. */
export abstract class MeasuredProcess {
  readonly startedAt = performance.now()
  readonly log: LogLine[] = []
  /** Resolves to how it ended. */
  readonly exited: Promise<string>
  /** Set once it is gone. */
  ending: string | null = null
  protected readonly child: ChildProcess

  constructor(
    logFile: string,
    command: string,
    args: readonly string[],
    options: { readonly stdio: StdioOptions; readonly environment: Readonly<Record<string, string>> },
  ) {
    const { stdio, environment } = options
    this.child = spawn(command, args, { stdio, env: { ...process.env, ...environment } })
    const killAtExit = () => void this.child.kill('SIGKILL')
    process.once('exit', killAtExit)
    createInterface({ input: this.child.stderr! }).on('line', line => {
      appendFileSync(logFile, `${line}\n`)
      const parsed = parseLogLine(line)
      if (parsed) this.log.push(parsed)
    })
    this.exited = new Promise(resolve => {
      this.child.once('close', (code, signal) => {
        process.off('exit', killAtExit)
        this.ending = signal ?? `exit code ${code}`
        resolve(this.ending)
      })
    })
  }

  /** It serves: every task that it should run is restored and running. */
  abstract get isRunning(): boolean
  /** The repartition and changelog topics of its application. */
  abstract get internalTopics(): readonly string[]
  /** What it counts itself. */
  abstract counters(): Promise<Readonly<Record<string, Figure>>>
  /** What it tells of itself: evidence when something stands still. */
  abstract status(): Promise<unknown>

  async usage(): Promise<ProcessUsage> {
    const usage = processUsage(this.child.pid!)
    if (usage === null) throw new Error('There is no /proc here to measure processes with')
    return usage
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
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
}

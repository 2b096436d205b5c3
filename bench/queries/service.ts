import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { type ProcessUsage, processUsage } from '../processUsage.ts'

/** One process that answers `GET /api/patients/<id>`. */
export interface Service {
  readonly name: string
  readonly url: string
  /** What is asked of it beside reads; null: it has nothing to process. */
  readonly work: Work | null
  usage(): ProcessUsage
  /** SIGKILL: what it leaves goes with its broker and folder. */
  kill(): Promise<void>
}

/** The input that keeps a service busy. */
export interface Work {
  /** Stands before its input topics. */
  readonly prefix: string
  /** Each rendezvous ends there. */
  readonly output: string
  /** Rendezvous that it cannot process while it is measured. */
  readonly backlog: number
}

export interface NodeServiceOptions {
  readonly name: string
  readonly port: number
  readonly work: Work | null
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly logFile: string
}

/** A service in Node. It dies with its parent. */
export class NodeService implements Service {
  readonly name: string
  readonly url: string
  readonly work: Work | null
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>

  constructor({ name, port, work, args, environment, logFile }: NodeServiceOptions) {
    this.name = name
    this.url = `http://127.0.0.1:${port}`
    this.work = work
    const env = { ...process.env, ...environment }
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    const log = createWriteStream(logFile)
    this.#child.stdout!.pipe(log)
    this.#child.stderr!.pipe(log)
    const killAtExit = () => void this.#child.kill('SIGKILL')
    process.once('exit', killAtExit)
    this.#exited = new Promise(resolve => this.#child.once('close', resolve))
    void this.#exited.then(() => process.off('exit', killAtExit))
  }

  usage(): ProcessUsage {
    const usage = processUsage(this.#child.pid!)
    if (usage === null) throw new Error('There is no /proc here to measure processes with')
    return usage
  }

  /** Resident memory now, bytes. */
  rss(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }
}

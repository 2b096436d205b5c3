import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export interface CabinetInstanceOptions {
  readonly number: number
  readonly folder: string
  readonly brokers: readonly string[]
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..', '..')
const patienceMs = 30_000

/** `cabinet start` as a process of its own, at a port and on a state directory that stay the same whenever it is started. */
export class CabinetInstance {
  readonly url: string
  readonly #options: CabinetInstanceOptions
  #child: ChildProcess | null = null
  #exited: Promise<unknown> = Promise.resolve()

  constructor(options: CabinetInstanceOptions) {
    this.#options = options
    this.url = `http://127.0.0.1:${options.port}`
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  start(): void {
    const { number, folder, brokers, port, environment } = this.#options
    const stateDir = join(folder, `state-${number}`)
    mkdirSync(stateDir, { recursive: true })
    const child = spawn(process.execPath, [join(root, 'cli', 'start.ts'), '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        KAFKA_BROKERS: brokers.join(),
        PORT: String(port),
        STATE_DIR: stateDir,
        DEMO: '0',
        NOTIFICATIONS: '0',
        LOG_FORMAT: 'json',
        ...environment,
      },
    })
    const log = createWriteStream(join(folder, `instance-${number}.log`), { flags: 'a' })
    child.stdout.pipe(log)
    child.stderr.pipe(log)
    const killAtExit = () => void child.kill('SIGKILL')
    process.once('exit', killAtExit)
    this.#exited = new Promise(resolve => child.once('close', resolve))
    void this.#exited.then(() => process.off('exit', killAtExit))
    this.#child = child
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#exited
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGTERM')
    const late = setTimeout(() => this.#child?.kill('SIGKILL'), patienceMs)
    await this.#exited
    clearTimeout(late)
  }
}

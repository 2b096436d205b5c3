import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** `cabinet <args> --json` as a process of its own. */
export class CabinetCommand {
  readonly name: string
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  #printed = ''

  /** What it says goes to the log. */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>>, log: string) {
    this.name = args[0]!
    const child = spawn(process.execPath, [join(root, 'cli', 'main.ts'), ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    const out = createWriteStream(log, { flags: 'a' })
    child.stdout.on('data', (text: Buffer) => {
      this.#printed += text
    })
    child.stdout.pipe(out)
    child.stderr.pipe(out)
    const killAtExit = () => void child.kill('SIGKILL')
    process.once('exit', killAtExit)
    this.#child = child
    this.#exited = new Promise(resolve => child.once('close', code => resolve(code)))
    void this.#exited.then(() => process.off('exit', killAtExit))
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** The last line of its standard output that has this in it, as JSON; null: there is none yet. */
  printed<T>(having: string): T | null {
    const line = this.#printed
      .split('\n')
      .slice(0, -1)
      .findLast(each => each.startsWith('{') && each.includes(having))
    return line === undefined ? null : (JSON.parse(line) as T)
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    await this.#exited
  }

  /** Its exit code. */
  ended(): Promise<number | null> {
    return this.#exited
  }
}

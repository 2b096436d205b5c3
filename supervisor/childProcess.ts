import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { FromChild, ToChild } from './message.ts'

export interface ChildCommand {
  /** A file for this Node, and its arguments. */
  readonly module: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

export interface ChildListener {
  ready(ready: boolean): void
  /** A line of its standard error. */
  said(line: string): void
}

/** How a process ended. */
export interface ChildEnd {
  /** It ended by itself, and well. */
  readonly inOrder: boolean
  readonly reason: string
  /** Whether another start may go better. */
  readonly retry: boolean
}

/** One process, from its start to its end. Its standard output is ours. */
export class ChildProcess {
  readonly pid: number
  /** Never rejects: a process that could not be started has ended. */
  readonly end: Promise<ChildEnd>
  readonly #stop: (message: ToChild) => void
  readonly #kill: () => void

  constructor({ module, args, environment }: ChildCommand, listener: ChildListener) {
    const child = spawn(process.execPath, [module, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    this.pid = child.pid ?? 0
    let failing: ChildEnd | null = null
    let last = ''
    child.on('message', (message: FromChild) => {
      if (message.type === 'ready') listener.ready(message.ready)
      else failing = { inOrder: false, reason: message.reason, retry: message.retry }
    })
    createInterface({ input: child.stderr! }).on('line', line => {
      if (/\bError\b/.test(line) || last === '') last = line
      listener.said(line)
    })
    this.end = new Promise(resolve => {
      child.once('error', error => resolve({ inOrder: false, reason: error.message, retry: true }))
      // 'close' comes after the last line of standard error.
      child.once('close', (code, signal) => {
        const how = signal ? `killed by ${signal}` : `exit code ${code}`
        const reason = last === '' ? how : `${how}: ${last}`
        resolve(failing ?? { inOrder: code === 0, reason, retry: true })
      })
    })
    this.#stop = message => {
      if (child.connected) child.send(message, () => {})
    }
    this.#kill = () => child.kill('SIGKILL')
  }

  /** Asks it to end in order. */
  stop(leave: boolean): void {
    this.#stop({ type: 'stop', leave })
  }

  kill(): void {
    this.#kill()
  }
}

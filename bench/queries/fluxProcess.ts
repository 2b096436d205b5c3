import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Received } from './services/fluxClients.ts'

type Said = { readonly kind: 'live' } | { readonly kind: 'received'; readonly received: Received }

/** The clients of the feed, in a process of their own. */
export class FluxProcess {
  readonly #child: ChildProcess
  readonly #live: Promise<void>

  constructor(url: string, clients: number, people: number) {
    const entry = join(import.meta.dirname, 'services', 'fluxClients.ts')
    this.#child = fork(entry, [url, String(clients), String(people)])
    this.#live = new Promise((resolve, reject) => {
      this.#child.on('message', said => {
        if ((said as Said).kind === 'live') resolve()
      })
      this.#child.once('exit', code => reject(new Error(`The clients ended with ${code}`)))
    })
    this.#live.catch(() => {})
  }

  /** Resolves when every subscription is whole. */
  live(withinMs: number): Promise<void> {
    const late = new Promise<never>((_, reject) =>
      setTimeout(
        () => reject(new Error(`The clients are not all live after ${withinMs} ms`)),
        withinMs,
      ).unref(),
    )
    return Promise.race([this.#live, late])
  }

  /** What they have received since the last call. */
  async received(): Promise<Received> {
    this.#child.send('received')
    for (;;) {
      const [said] = (await once(this.#child, 'message')) as [Said]
      if (said.kind === 'received') return said.received
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

import { problem } from '../problems.ts'

interface Client {
  readonly queued: number
  close(): void
}

/** Who is connected. */
export class FluxClients {
  readonly #most: number
  readonly #isServed: () => boolean
  readonly #clients = new Set<Client>()
  #isClosed = false

  /** `isServed`: whether this instance answers them at all; those of another generation do. */
  constructor(most: number, isServed: () => boolean = () => true) {
    this.#most = most
    this.#isServed = isServed
  }

  get size(): number {
    return this.#clients.size
  }

  /** Bytes that they have not taken. */
  get queued(): number {
    return [...this.#clients].reduce((sum, { queued }) => sum + queued, 0)
  }

  /** Throws a Problem where one more is too many, and from `close` on. */
  admit(): void {
    if (this.#isClosed)
      throw problem(
        'not-ready',
        {
          en: 'This instance stops. Resume at another, or here when it is back.',
          fr: 'Cette instance s’arrête. Reprenez auprès d’une autre, ou ici à son retour.',
        },
        { retryAfterSeconds: 1 },
      )
    if (this.#clients.size >= this.#most)
      throw problem(
        'too-many-clients',
        {
          en: `${this.#most} clients are connected here already (FLUX_CLIENTS).`,
          fr: `${this.#most} clients sont déjà connectés ici (FLUX_CLIENTS).`,
        },
        { retryAfterSeconds: 5 },
      )
  }

  add(client: Client): void {
    this.#clients.add(client)
    // It was admitted a moment before the end, or before a switch.
    if (this.#isClosed || !this.#isServed()) client.close()
  }

  remove(client: Client): void {
    this.#clients.delete(client)
  }

  /** For good: an instance that stops does not wait for clients that come back at once. */
  close(): void {
    this.#isClosed = true
    this.dismiss()
  }

  /** All that are connected: they resume where somebody answers. */
  dismiss(): void {
    for (const client of [...this.#clients]) client.close()
  }
}

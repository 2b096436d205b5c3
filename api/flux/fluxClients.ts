import { problem } from '../problems.ts'

interface Client {
  readonly queued: number
  close(): void
}

/** Who is connected. */
export class FluxClients {
  readonly #most: number
  readonly #clients = new Set<Client>()

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#clients.size
  }

  /** Bytes that they have not taken. */
  get queued(): number {
    return [...this.#clients].reduce((sum, { queued }) => sum + queued, 0)
  }

  /** Throws a Problem where one more is too many. */
  admit(): void {
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
  }

  remove(client: Client): void {
    this.#clients.delete(client)
  }

  close(): void {
    for (const client of [...this.#clients]) client.close()
  }
}

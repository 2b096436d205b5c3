import { type Endpoint, type InstanceEndpoint, isSame } from '../queries/instanceEndpoint.ts'
import type { FromInstance } from './answers.ts'

export interface InstancesOptions {
  readonly self: Endpoint | null
  readonly endpoints: () => readonly InstanceEndpoint[]
  /** Of the console's routes, on every instance. */
  readonly prefix: string
  readonly headers: () => Readonly<Record<string, string>>
  readonly isSecure: boolean
  readonly deadlineMs: number
}

/** Several pages that poll at the same time ask the others once in so many ms. */
const sharedMs = 400

/** The instances of the application, this one first. */
export class Instances {
  readonly #options: InstancesOptions
  readonly #shared = new Map<string, Promise<readonly FromInstance<unknown>[]>>()

  constructor(options: InstancesOptions) {
    this.#options = options
  }

  /** What each says of itself at this path. Never rejects for one that does not answer; whoever asks shortly after has the same. */
  ask<T>(path: string, own: () => T): Promise<readonly FromInstance<T>[]> {
    const shared = this.#shared.get(path)
    if (shared) return shared as Promise<readonly FromInstance<T>[]>
    const asked = this.#ask(path, own)
    this.#shared.set(path, asked)
    setTimeout(() => this.#shared.delete(path), sharedMs).unref()
    return asked
  }

  async #ask<T>(path: string, own: () => T): Promise<readonly FromInstance<T>[]> {
    const { self, endpoints } = this.#options
    const others = self === null ? [] : endpoints().filter(({ endpoint }) => !isSame(endpoint, self))
    const here = { instance: self === null ? 'self' : nameOf(self), said: own() }
    return [here, ...(await Promise.all(others.map(({ endpoint }) => this.#askOther<T>(endpoint, path))))]
  }

  async #askOther<T>(endpoint: Endpoint, path: string): Promise<FromInstance<T>> {
    const { prefix, headers, isSecure, deadlineMs } = this.#options
    const { host, port } = endpoint
    const origin = `${isSecure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
    const instance = nameOf(endpoint)
    try {
      const answer = await fetch(`${origin}${prefix}/local${path}`, {
        headers: headers(),
        signal: AbortSignal.timeout(deadlineMs),
      })
      if (!answer.ok) return { instance, said: null }
      return { instance, said: (await answer.json()) as T }
    } catch {
      return { instance, said: null }
    }
  }
}

const nameOf = ({ host, port }: Endpoint) => `${host}:${port}`

/** The names of those that did not answer. */
export const silentOf = (all: readonly FromInstance<unknown>[]): readonly string[] =>
  all.filter(({ said }) => said === null).map(({ instance }) => instance)

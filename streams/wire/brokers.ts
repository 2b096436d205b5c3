import { BrokerLink, type Send } from './brokerLink.ts'
import type { Deadline } from './deadline.ts'
import type { BrokerAddress } from './kafka.ts'
import { KafkaUnreachable } from './kafkaError.ts'
import type { CheckedOptions, HostPort } from './kafkaOptions.ts'

/**
 * A broker answers one request of a connection at a time, so what must not wait has a lane of its own:
 * - `fetch`: long polls; each runs on a connection of its own,
 * - `produce`: Produce and everything transactional, in the order of the calls,
 * - `group`: heartbeats,
 * - `query`: what is answered at once: metadata, offsets, descriptions,
 * - `admin`: what takes its time: topics, configurations, deletions.
 */
export type Lane = 'fetch' | 'produce' | 'group' | 'query' | 'admin'

/** The brokers of a cluster, and the links to them. */
export class Brokers {
  readonly #options: CheckedOptions
  readonly #closing: AbortSignal
  readonly #known = new Map<number, BrokerAddress>()
  readonly #links = new Map<string, BrokerLink>()
  #turn = 0

  constructor(options: CheckedOptions, closing: AbortSignal) {
    this.#options = options
    this.#closing = closing
    closing.addEventListener('abort', () => {
      for (const link of this.#links.values()) link.close()
    })
  }

  has(brokerId: number): boolean {
    return this.#known.has(brokerId)
  }

  /** All brokers there are now, from metadata. Links to addresses that are gone are closed. */
  replace(brokers: readonly BrokerAddress[]): void {
    this.#known.clear()
    for (const broker of brokers) this.#known.set(broker.id, broker)
    const current = new Set([...brokers, ...this.#options.bootstrap].map(keyOf))
    for (const [key, link] of this.#links) {
      if (current.has(key.slice(0, key.indexOf('/')))) continue
      this.#links.delete(key)
      link.close()
    }
  }

  /** One more broker, from an answer that named it. */
  learn(broker: BrokerAddress): void {
    this.#known.set(broker.id, broker)
  }

  /** The link to one broker; KafkaUnreachable when the broker is not known. */
  link(brokerId: number, lane: Lane, operation: string): BrokerLink {
    const address = this.#known.get(brokerId)
    if (!address)
      throw new KafkaUnreachable(operation, 'not-sent', new Error(`there is no broker ${brokerId}`))
    return this.#linkTo(address, lane)
  }

  async request<T>(
    brokerId: number,
    lane: Lane,
    operation: string,
    deadline: Deadline,
    send: Send<T>,
  ): Promise<T> {
    return this.link(brokerId, lane, operation).request(operation, deadline, send)
  }

  /**
   * Asks whichever broker can be reached, those of the options too. Goes on to the next only where the request was certainly
   * not sent, and throws when all were tried once.
   */
  async requestAny<T>(lane: Lane, operation: string, deadline: Deadline, send: Send<T>): Promise<T> {
    let failure: unknown
    for (const address of this.#candidates(lane)) {
      try {
        return await this.#linkTo(address, lane).request(operation, deadline, send)
      } catch (error) {
        if (!(error instanceof KafkaUnreachable) || error.outcome !== 'not-sent') throw error
        failure = error
      }
      if (deadline.passed || this.#closing.aborted) break
    }
    throw failure
  }

  /** By turns, those that could not be reached last. */
  #candidates(lane: Lane): HostPort[] {
    const byKey = new Map<string, HostPort>()
    for (const address of [...this.#known.values(), ...this.#options.bootstrap])
      byKey.set(keyOf(address), address)
    const all = [...byKey.values()]
    const turn = this.#turn++ % all.length
    const turned = [...all.slice(turn), ...all.slice(0, turn)]
    const failures = (address: HostPort) => this.#links.get(`${keyOf(address)}/${lane}/0`)?.failures ?? 0
    return turned.sort((a, b) => failures(a) - failures(b))
  }

  #linkTo(address: HostPort, lane: Lane): BrokerLink {
    for (let slot = 0; ; slot++) {
      const key = `${keyOf(address)}/${lane}/${slot}`
      let link = this.#links.get(key)
      if (!link) {
        link = new BrokerLink(address, this.#options, this.#closing)
        this.#links.set(key, link)
      }
      if (lane !== 'fetch' || link.isIdle) return link
    }
  }
}

function keyOf(address: HostPort): string {
  return `${address.host}:${address.port}`
}

import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, ConnectionStatuses } from '@platformatic/kafka'
import type { Deadline } from './deadline.ts'
import { KafkaUnreachable } from './kafkaError.ts'
import type { CheckedOptions, HostPort } from './kafkaOptions.ts'
import { rootOf, translateError } from './libraryError.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
/** The library's own timer is out of the way: a request ends at its operation's deadline, see {@link BrokerLink.request}. */
const NO_TIMEOUT_MS = 2 ** 31 - 1

export type Send<T> = (connection: Connection) => Promise<T>

/**
 * One connection to one broker, opened when needed and again when lost.
 *
 * The broker answers the requests of a connection one after the other, so requests that must not wait for each other need
 * links of their own. Requests go out in the order of the calls.
 */
export class BrokerLink {
  readonly #address: HostPort
  readonly #options: CheckedOptions
  readonly #closing: AbortSignal
  #connection: Connection | null = null
  #opening: Promise<Connection> | null = null
  #failures = 0
  /** For the message of whoever runs out of time: a certificate that is refused looks like a broker that is slow. */
  #lastFailure: string | null = null
  #pending = 0

  constructor(address: HostPort, options: CheckedOptions, closing: AbortSignal) {
    this.#address = address
    this.#options = options
    this.#closing = closing
  }

  /** Failed attempts to connect since the last that succeeded. */
  get failures(): number {
    return this.#failures
  }

  get isIdle(): boolean {
    return this.#pending === 0
  }

  /**
   * Makes one attempt to connect if need be, then sends. Throws KafkaUnreachable with `not-sent` for the former, with
   * `unknown` when the connection or the deadline goes by while the answer is awaited.
   */
  async request<T>(operation: string, deadline: Deadline, send: Send<T>): Promise<T> {
    this.#pending++
    try {
      const connection = this.#usable ?? (await this.open(operation, deadline))
      return await this.#exchange(connection, operation, deadline, send)
    } finally {
      this.#pending--
    }
  }

  /** A connection that is ready to send. All who wait for it go on in the order in which they came. */
  async open(operation: string, deadline: Deadline): Promise<Connection> {
    if (this.#usable) return this.#usable
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null
    })
    const late = new AbortController()
    const timeUp = sleep(deadline.left, undefined, { signal: late.signal }).then(() => {
      const why = this.#lastFailure === null ? '' : `: ${this.#lastFailure}`
      throw new Error(`not connected to ${this} in time${why}`)
    })
    try {
      return await Promise.race([this.#opening, timeUp])
    } catch (error) {
      throw translateError(error, operation, 'not-sent')
    } finally {
      timeUp.catch(() => {})
      late.abort()
    }
  }

  close(): void {
    const connection = this.#connection
    this.#connection = null
    connection?.socket.destroy()
  }

  toString(): string {
    return `${this.#address.host}:${this.#address.port}`
  }

  /** While SASL logs in anew a connection takes no requests: then it is not `isConnected`, and `#connect` waits for it. */
  get #usable(): Connection | null {
    return this.#connection?.isConnected() ? this.#connection : null
  }

  async #connect(): Promise<Connection> {
    const current = this.#connection
    if (current?.status === ConnectionStatuses.REAUTHENTICATING) {
      await current.ready()
      return current
    }
    const { host, port } = this.#address
    if (this.#failures > 0) {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1))
      await sleep(pause, undefined, { signal: this.#closing })
    }
    this.#closing.throwIfAborted()
    const connection = new Connection(this.#options.clientId, {
      connectTimeout: this.#options.connectTimeoutMs,
      requestTimeout: NO_TIMEOUT_MS,
      maxInflights: Number.MAX_SAFE_INTEGER,
      ...(this.#options.tls && { tls: this.#options.tls, tlsServerName: isIP(host) === 0 }),
      ...(this.#options.sasl && { sasl: this.#options.sasl }),
    })
    // An 'error' that nobody listens to ends the process. What failed is told to those who wait for it.
    connection.on('error', () => {})
    connection.once('close', () => {
      if (this.#connection === connection) this.#connection = null
    })
    try {
      await connection.connect(host, port)
    } catch (error) {
      this.#failures++
      this.#lastFailure = rootOf(error).message
      connection.socket?.destroy()
      throw error
    }
    if (this.#closing.aborted) {
      connection.socket.destroy()
      this.#closing.throwIfAborted()
    }
    this.#failures = 0
    this.#connection = connection
    return connection
  }

  #exchange<T>(connection: Connection, operation: string, deadline: Deadline, send: Send<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The answer may still come, and everything behind it waits for it: only a new connection is free again.
      const timer = setTimeout(() => {
        if (this.#connection === connection) this.#connection = null
        reject(new KafkaUnreachable(operation, 'unknown', new Error(`no answer from ${this} in time`)))
        connection.socket.destroy()
      }, deadline.left)
      send(connection).then(
        answer => {
          clearTimeout(timer)
          resolve(answer)
        },
        error => {
          clearTimeout(timer)
          reject(translateError(error, operation, 'unknown'))
        },
      )
    })
  }
}

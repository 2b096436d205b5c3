import { KafkaError, KafkaUnreachable } from '../../../wire/kafkaError.ts'
import { type RetryRules, retry } from '../../../wire/retry.ts'
import { ClientNetwork } from './clientNetwork.ts'
import { refusal } from './refusal.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

/** One call of a client, with all that it asks for on its way. */
export interface Operation {
  readonly name: string
  readonly deadline: { readonly at: number; readonly left: number }
}

type Rules = Partial<Pick<RetryRules, 'repeatable' | 'retries' | 'onFailure'>>

/** How a client of the simulated cluster asks: with deadlines, retries, and at the right coordinator, as streams/wire does. */
export class ClientRequests {
  readonly network: ClientNetwork
  readonly #kafka: SimulatedKafka
  readonly #closing = new AbortController()
  readonly #coordinators = new Set<string>()
  #crashed = false

  constructor(kafka: SimulatedKafka) {
    this.#kafka = kafka
    this.network = new ClientNetwork({
      simulator: kafka.simulator,
      latencyMs: kafka.options.latencyMs,
      isAway: broker => kafka.isAway(broker),
    })
  }

  crash(): void {
    this.#crashed = true
    this.network.crash()
  }

  close(): void {
    this.#closing.abort(new Error('the connection to Kafka was closed'))
    this.network.close()
  }

  operation(name: string, extraMs = 0): Operation {
    const { simulator, options } = this.#kafka
    const at = simulator.now + options.requestTimeoutMs + extraMs
    return {
      name,
      deadline: {
        at,
        get left() {
          return Math.max(0, at - simulator.now)
        },
      },
    }
  }

  retry<T>(operation: Operation, attempt: () => Promise<T>, rules: Rules = {}): Promise<T> {
    return retry(
      {
        operation: operation.name,
        deadline: operation.deadline,
        closing: this.#closing.signal,
        sleep: ms => this.#sleep(ms),
        repeatable: rules.repeatable ?? true,
        retries: rules.retries ?? (error => error.retriable),
        onFailure: rules.onFailure ?? (() => {}),
      },
      attempt,
    )
  }

  ask<T>(broker: number, lane: string, operation: Operation, perform: () => T | Promise<T>): Promise<T> {
    return this.network.exchange({
      broker,
      lane,
      name: operation.name,
      deadline: operation.deadline.at,
      perform,
    })
  }

  askAny<T>(lane: string, operation: Operation, perform: () => T): Promise<T> {
    const { options, simulator } = this.#kafka
    const all = Array.from({ length: options.brokers }, (_, broker) => broker)
    const there = all.filter(broker => !this.#kafka.isAway(broker))
    return this.ask(simulator.random.one(there.length > 0 ? there : all), lane, operation, perform)
  }

  /** A question on the way to the operation itself: without its answer that was certainly not sent. */
  async askFirst<T>(operation: Operation, perform: () => T): Promise<T> {
    try {
      return await this.askAny('query', operation, perform)
    } catch (error) {
      if (!(error instanceof KafkaUnreachable) || error.outcome === 'not-sent') throw error
      throw new KafkaUnreachable(operation.name, 'not-sent', error.cause)
    }
  }

  atTransactions<T>(name: string, transactionalId: string, perform: () => T): Promise<T> {
    return this.atCoordinator(name, 'transaction', transactionalId, 'produce', perform)
  }

  atCoordinator<T>(
    name: string,
    type: 'group' | 'transaction',
    key: string,
    lane: string,
    perform: () => T,
    rules: Rules = {},
  ): Promise<T> {
    const operation = this.operation(name)
    const id = `${type}:${key}`
    const attempt = async () => {
      try {
        if (!this.#coordinators.has(id)) {
          await this.askFirst(operation, () => {})
          this.#coordinators.add(id)
        }
        return await this.ask(this.#kafka.coordinatorOf(type, key), lane, operation, () => {
          if (this.#kafka.isUnloaded(type)) throw refusal('NOT_COORDINATOR', key)
          return perform()
        })
      } catch (error) {
        const moved = error instanceof KafkaError && error.kafkaName === 'NOT_COORDINATOR'
        if (moved || error instanceof KafkaUnreachable) this.#coordinators.delete(id)
        throw error
      }
    }
    return this.retry(operation, attempt, rules)
  }

  /** At any broker, again as often as a query may be. */
  administer<T>(name: string, perform: () => T): Promise<T> {
    const operation = this.operation(name)
    return this.retry(operation, () => this.askAny('admin', operation, perform))
  }

  /** All entries, though some fail; once. */
  async administerEach<T>(name: string, entries: readonly T[], perform: (entry: T) => void): Promise<void> {
    if (entries.length === 0) return
    const operation = this.operation(name)
    const performAll = () => {
      let failure: unknown = null
      for (const entry of entries) {
        try {
          perform(entry)
        } catch (error) {
          failure ??= error
        }
      }
      if (failure !== null) throw failure
    }
    const rules: Rules = { repeatable: false, retries: () => false }
    await this.retry(operation, () => this.askAny('admin', operation, performAll), rules)
  }

  /** For ever in a process that died. */
  #sleep(ms: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#kafka.simulator.schedule(ms, () => {
      if (this.#crashed) return
      if (this.network.isClosed) reject(this.#closing.signal.reason)
      else resolve()
    })
    return promise
  }
}

import { KafkaUnreachable } from '../../../wire/kafkaError.ts'
import type { Simulator } from '../simulator.ts'

export interface NetworkOptions {
  readonly simulator: Simulator
  readonly latencyMs: readonly [number, number]
  /** Whether a broker answers at all. */
  readonly isAway: (broker: number) => boolean
}

interface Flight {
  readonly broker: number
  readonly lane: string
  /** Whether the broker will ever see it. */
  lost: boolean
  isUp: boolean
  readonly fail: (why: string) => void
}

export interface Exchange<T> {
  readonly broker: number
  /** Requests of one lane arrive in the order in which they were sent, and break together. */
  readonly lane: string
  readonly name: string
  /** Virtual time. */
  readonly deadline: number
  /** What the broker does with it when it arrives. */
  readonly perform: () => T | Promise<T>
}

/** What keeps two events of one lane in order. */
const apart = 1e-6

/** The connections of one client to the brokers, and what may happen to them. */
export class ClientNetwork {
  readonly #options: NetworkOptions
  readonly #flights = new Set<Flight>()
  /** When the last one of a lane arrives. */
  readonly #lanes = new Map<string, number>()
  #crashed = false
  #closed = false
  #cutOffUntil = 0
  #stalledUntil = 0
  /** The same of one broker. */
  readonly #brokerStalledUntil = new Map<number, number>()
  /** One request or answer in so many is lost, and the connection with it. */
  lossChance = 0

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Nothing is ever answered again. Half of what is on its way still arrives. */
  crash(): void {
    this.#crashed = true
    for (const flight of this.#flights) flight.lost = this.#options.simulator.random.chance(0.5)
    this.#flights.clear()
  }

  close(): void {
    this.#closed = true
    this.cut('the connection to Kafka was closed')
  }

  /** All connections break, or those to one broker; half of what is on its way still arrives. */
  cut(why = 'the connection broke', broker: number | null = null): void {
    for (const flight of [...this.#flights])
      if (broker === null || flight.broker === broker) this.#break(flight, why)
  }

  /** All connections break, and none can be made for so long. */
  cutOff(ms: number): void {
    this.#cutOffUntil = this.#options.simulator.now + ms
    this.cut()
  }

  /** Whatever is sent, either way, arrives only after so long; or what is exchanged with one broker. */
  stall(ms: number, broker: number | null = null): void {
    const until = this.#options.simulator.now + ms
    if (broker === null) this.#stalledUntil = until
    else this.#brokerStalledUntil.set(broker, until)
  }

  /** From now on nothing is lost, and connections can be made. What was lost stays lost. */
  heal(): void {
    this.#cutOffUntil = 0
    this.#stalledUntil = 0
    this.#brokerStalledUntil.clear()
    this.lossChance = 0
  }

  exchange<T>({ broker, lane, name, deadline, perform }: Exchange<T>): Promise<T> {
    const { simulator, isAway } = this.#options
    return new Promise((resolve, reject) => {
      if (this.#crashed) return
      const refuse = (outcome: 'not-sent' | 'unknown', why: string) => {
        if (!this.#crashed) reject(new KafkaUnreachable(name, outcome, new Error(why)))
      }
      if (this.#closed) return refuse('not-sent', 'the connection to Kafka was closed')
      if (simulator.now < this.#cutOffUntil || isAway(broker)) {
        simulator.schedule(this.#latency(), () => refuse('not-sent', `broker ${broker} refuses connections`))
        return
      }
      const flight: Flight = { broker, lane, lost: false, isUp: true, fail: why => refuse('unknown', why) }
      this.#flights.add(flight)
      const answer = (settle: () => void) => {
        if (!flight.isUp || this.#crashed) return
        if (this.#losing()) return this.#breakLane(flight)
        this.#arrive(flight, `${lane} back`, deadline, () => {
          if (!flight.isUp || this.#crashed) return
          flight.isUp = false
          this.#flights.delete(flight)
          settle()
        })
      }
      this.#arrive(flight, lane, deadline, () => {
        if (flight.lost) return
        if (isAway(broker)) return this.#break(flight, `broker ${broker} went away`)
        if (this.#losing()) return this.#breakLane(flight)
        try {
          const done = perform()
          if (!(done instanceof Promise)) return answer(() => resolve(done))
          done.then(
            value => answer(() => resolve(value)),
            error => answer(() => reject(error)),
          )
        } catch (error) {
          answer(() => reject(error))
        }
      })
    })
  }

  /** Once the message is through; when that is after the deadline, the client gives up before. */
  #arrive(flight: Flight, lane: string, deadline: number, call: () => void): void {
    const { simulator } = this.#options
    const key = `${flight.broker} ${lane}`
    const last = this.#lanes.get(key) ?? 0
    const stalledUntil = Math.max(this.#stalledUntil, this.#brokerStalledUntil.get(flight.broker) ?? 0)
    const at = Math.max(simulator.now + this.#latency(), last + apart, stalledUntil)
    this.#lanes.set(key, at)
    if (at > deadline) simulator.schedule(deadline - simulator.now, () => this.#breakLane(flight))
    simulator.schedule(at - simulator.now, call)
  }

  #breakLane(flight: Flight): void {
    if (!flight.isUp) return
    for (const other of [...this.#flights])
      if (other.broker === flight.broker && other.lane === flight.lane)
        this.#break(other, 'no answer in time')
  }

  #break(flight: Flight, why: string): void {
    if (!flight.isUp) return
    flight.isUp = false
    flight.lost = this.#options.simulator.random.chance(0.5)
    this.#flights.delete(flight)
    flight.fail(why)
  }

  #losing(): boolean {
    return this.lossChance > 0 && this.#options.simulator.random.chance(this.lossChance)
  }

  #latency(): number {
    const [least, most] = this.#options.latencyMs
    return least + this.#options.simulator.random.next() * (most - least)
  }
}

import type { ClientMessage, SocketHandlers } from '../../client/index.ts'
import type { Simulator } from '../../testing/simulation/simulator.ts'
import type { Feed } from '../feed.ts'
import { FeedRefused } from '../feedRefused.ts'
import type { FeedSink } from '../feedSink.ts'
import type { Frame } from '../frame.ts'

/** A connection between a client and an instance's feed, with a network in between: in order, late, and at the speed of the reader. */
export class Pipe implements FeedSink {
  readonly #simulator: Simulator
  readonly #client: SocketHandlers
  readonly #subscriptions = new Map<
    string,
    { close(reason: 'unsubscribed'): void; drop(): void; token: string | null }
  >()
  #feed: Feed | null = null
  #frames: string[] = []
  #isMoving = false
  #waiting: { readonly bytes: number; readonly resolve: () => void }[] = []
  /** How long the client takes for each frame. */
  #frameMs = 0
  #isStalled = false
  #isOver = false
  queued = 0

  constructor(simulator: Simulator, client: SocketHandlers) {
    this.#simulator = simulator
    this.#client = client
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The instance takes the connection. */
  open(feed: Feed): void {
    if (this.#isOver) return
    this.#feed = feed
    this.#client.opened()
  }

  /** From the client, some time later. */
  say(message: ClientMessage): void {
    this.#later(() => this.#hear(message))
  }

  send({ text }: Frame): void {
    this.#push(text)
  }

  async drained(bytes: number): Promise<void> {
    if (this.#isOver || this.queued <= bytes) return
    await new Promise<void>(resolve => this.#waiting.push({ bytes, resolve }))
  }

  ended(id: string): void {
    this.#subscriptions.delete(id)
  }

  heartbeat(at: string): void {
    const tokens = Object.fromEntries(
      [...this.#subscriptions].flatMap(([id, { token }]) => (token === null ? [] : [[id, token]])),
    )
    this.#push(JSON.stringify({ type: 'heartbeat', at, tokens }))
  }

  /** The client reads slowly from now on: so many ms a frame. */
  slow(frameMs: number): void {
    this.#frameMs = frameMs
  }

  /** Nothing passes any more, and nobody is told. */
  stall(): void {
    this.#isStalled = true
  }

  /** What is on its way is lost; both ends are told, the client now. */
  cut(): void {
    if (this.#isOver) return
    this.close()
    this.#client.closed('cut')
  }

  /** The client's end; also that of an instance that is gone. */
  close(): void {
    this.#isOver = true
    this.#frames = []
    const subscriptions = [...this.#subscriptions.values()]
    const waiting = this.#waiting.splice(0)
    this.#simulator.schedule(this.#simulator.random.between(0, 300), () => {
      for (const subscription of subscriptions) subscription.drop()
      for (const { resolve } of waiting) resolve()
    })
  }

  #hear(message: ClientMessage): void {
    if (message.type === 'unsubscribe') {
      this.#subscriptions.get(message.id)?.close('unsubscribed')
      return
    }
    try {
      const { type, where, slow, rows: _, sample: __, ...request } = message
      const subscription = this.#feed!.subscribe(
        { ...request, ...(where && { where }), ...(slow && { slow }) },
        this,
      )
      this.#subscriptions.set(message.id, subscription)
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error
      const status = error.code === 'closed' ? 503 : 400
      const problem = { status, detail: error.message }
      this.#push(JSON.stringify({ type: 'error', id: message.id, problem }))
    }
  }

  #push(text: string): void {
    if (this.#isOver) return
    this.#frames.push(text)
    this.queued += text.length
    this.#move()
  }

  #move(): void {
    const [text] = this.#frames
    if (this.#isMoving || text === undefined) return
    this.#isMoving = true
    this.#later(() => {
      this.#isMoving = false
      this.#frames.shift()
      this.queued -= text.length
      this.#waiting = this.#waiting.filter(({ bytes, resolve }) => {
        if (this.queued > bytes) return true
        resolve()
        return false
      })
      this.#client.message(text)
      this.#move()
    }, this.#frameMs)
  }

  #later(call: () => void, ms = 0): void {
    const late = this.#simulator.random.next() * 3
    this.#simulator.schedule(ms + late, () => {
      if (!this.#isOver && !this.#isStalled) call()
    })
  }
}

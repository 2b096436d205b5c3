import { Random } from './random.ts'

interface Event {
  readonly at: number
  /** Decides between events of one moment: drawn, so that seeds try every order. */
  readonly rank: number
  readonly call: () => void
  cancelled: boolean
}

/** Virtual time: what is scheduled happens in order, one event after the other, and nothing waits for the real clock. */
export class Simulator {
  readonly random: Random
  #now = 0
  readonly #heap: Event[] = []

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  /** Virtual milliseconds since the begin; fractions count. */
  get now(): number {
    return this.#now
  }

  /** Calls at virtual time `now + ms`. Returns how to prevent it. */
  schedule(ms: number, call: () => void): () => void {
    const event: Event = { at: this.#now + Math.max(0, ms), rank: this.random.next(), call, cancelled: false }
    push(this.#heap, event)
    return () => {
      event.cancelled = true
    }
  }

  /**
   * Lets events happen until `done` holds or virtual time is at `limitMs`; resolves to whether `done` held. All that an event set off (promises) has run before the next one.
   */
  async run(done: () => boolean, limitMs: number): Promise<boolean> {
    for (;;) {
      await new Promise(resolve => setImmediate(resolve))
      if (done()) return true
      let event = pop(this.#heap)
      while (event?.cancelled) event = pop(this.#heap)
      if (!event || event.at > limitMs) {
        if (event) push(this.#heap, event)
        this.#now = Math.max(this.#now, limitMs)
        return false
      }
      this.#now = event.at
      event.call()
    }
  }
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.rank < b.rank)

function push(heap: Event[], event: Event): void {
  let i = heap.push(event) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (!before(event, heap[parent]!)) break
    heap[i] = heap[parent]!
    i = parent
  }
  heap[i] = event
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
    if (!before(heap[child]!, last)) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = last
  return first
}

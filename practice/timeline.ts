/** What is to happen, by time; of one moment, in the order in which it was added. A binary heap. */
export class Timeline<T> {
  readonly #heap: { readonly at: number; readonly turn: number; readonly what: T }[] = []
  #turn = 0

  /** When the next thing is to happen; Infinity: nothing is. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  add(at: number, what: T): void {
    const heap = this.#heap
    const entry = { at, turn: this.#turn++, what }
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (isBefore(heap[parent]!, entry)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = entry
  }

  /** The next thing, which must be there. */
  take(): T {
    const heap = this.#heap
    const first = heap[0]!
    const entry = heap.pop()!
    if (heap.length === 0) return first.what
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (isBefore(entry, heap[child]!)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = entry
    return first.what
  }
}

interface Moment {
  readonly at: number
  readonly turn: number
}

const isBefore = (a: Moment, b: Moment) => a.at < b.at || (a.at === b.at && a.turn < b.turn)

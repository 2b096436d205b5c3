import { partitionsOf } from '../wire/partitionsOf.ts'
import type { EntryReader } from './entryReader.ts'
import type { FeedContext } from './feedContext.ts'
import { keepChanges } from './keepChanges.ts'
import { Tail } from './tail.ts'

/** A tail that nobody needs goes on so long, ms: a client that was cut off is back in a moment. */
const lingerMs = 60_000
const pauseMs = 200

interface Opened {
  readonly tail: Promise<Tail>
  users: number
  cancel: (() => void) | null
}

/** The followed topics: each from its first subscriber until some time after the last. */
export class Tails {
  readonly #context: FeedContext
  readonly #opened = new Map<string, Opened>()
  readonly #running = new Set<Tail>()
  #limits: ReadonlyMap<string, readonly number[]> | null = null
  #isClosed = false

  constructor(context: FeedContext) {
    this.#context = context
  }

  get running(): ReadonlySet<Tail> {
    return this.#running
  }

  /** `name` stands for the topic and how it is read. Rejects when Kafka does not tell of the topic for too long. Whoever opens it releases it. */
  async open(name: string, topic: string, read: EntryReader, isChangelog: boolean): Promise<Tail> {
    const known = this.#opened.get(name)
    const opened = known ?? { tail: this.#start(name, topic, read, isChangelog), users: 0, cancel: null }
    this.#opened.set(name, opened)
    opened.users++
    opened.cancel?.()
    opened.cancel = null
    try {
      return await opened.tail
    } catch (error) {
      this.#forget(name, opened)
      throw error
    }
  }

  release(name: string, tail: Tail): void {
    const opened = this.#opened.get(name)
    if (!this.#running.has(tail) || !opened) return
    opened.users--
    if (opened.users === 0)
      opened.cancel = this.#context.time.after(lingerMs, () => {
        this.#forget(name, opened)
        this.#running.delete(tail)
        tail.close()
      })
  }

  /** By topic; null: none has limits. */
  limit(limits: ReadonlyMap<string, readonly number[]> | null): void {
    if (limits === this.#limits) return
    this.#limits = limits
    for (const tail of this.#running) tail.limit(limits?.get(tail.topic) ?? null)
  }

  close(): void {
    this.#isClosed = true
    for (const { cancel } of this.#opened.values()) cancel?.()
    for (const tail of this.#running) tail.close()
    this.#opened.clear()
    this.#running.clear()
  }

  async #start(name: string, topic: string, read: EntryReader, isChangelog: boolean): Promise<Tail> {
    const { kafka, time, patienceMs } = this.#context
    const deadline = time.elapsed() + patienceMs
    for (;;) {
      try {
        const metadata = (await kafka.metadata([topic])).topics.get(topic)
        if (!metadata) throw new Error(`Topic ${topic} does not exist`)
        if (isChangelog) await keepChanges(this.#context, topic)
        const partitions = partitionsOf(metadata)
        const ends = await kafka.listOffsets(partitions, 'stable')
        if (this.#isClosed) throw new Error('The feed has ended')
        const from = partitions.map(({ partition }) => ends.find(end => end.partition === partition)!.offset)
        const tail: Tail = new Tail({
          topic,
          topicId: metadata.id,
          from,
          read,
          context: this.#context,
          ended: () => {
            this.#running.delete(tail)
            this.#opened.delete(name)
          },
        })
        tail.limit(this.#limits?.get(topic) ?? null)
        this.#running.add(tail)
        return tail
      } catch (error) {
        if (this.#isClosed || time.elapsed() > deadline) throw error
        await time.sleep(pauseMs)
      }
    }
  }

  #forget(name: string, opened: Opened): void {
    if (this.#opened.get(name) === opened) this.#opened.delete(name)
  }
}

import { partitionsOf } from '../wire/partitionsOf.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Entry } from './entry.ts'
import type { FeedContext } from './feedContext.ts'
import type { CloseReason, FeedSink } from './feedSink.ts'
import type { Filter } from './filter.ts'
import { closedFrame, type Frame, liveFrame, sampleFrame, snapshotFrame } from './frame.ts'
import { isKafkaTrouble } from './partitionLog.ts'
import type { Source } from './source.ts'

/** Between looks while everything is told, and while it is more than that. */
const pauseMs = 200
const busyPauseMs = 1_000
/** Of one look, of one partition. */
const fetchBytes = 64 * 1024

export interface SampleOptions {
  readonly id: string
  readonly source: Source
  readonly filter: Filter
  /** Events a second that are told at most, about. */
  readonly perSecond: number
  readonly sink: FeedSink
  readonly context: FeedContext
  readonly ended: () => void
}

interface Place {
  readonly topic: string
  readonly partition: number
  offset: number
}

/**
 * The newest events of topics, so many a second at most, and how many others there were. What it costs does not grow with what is
 * written: of what is more, only the end of each partition is read. Nobody resumes it: it is for looking on.
 */
export class Sample {
  readonly id: string
  /** It has none. */
  readonly token = null
  readonly isAtLimits = true
  readonly #options: SampleOptions
  #isLive = false
  #isEnded = false

  constructor(options: SampleOptions) {
    this.id = options.id
    this.#options = options
  }

  get isLive(): boolean {
    return this.#isLive
  }

  /** Until it has ended. Never rejects. */
  async run(): Promise<void> {
    const { context, source } = this.#options
    const { time, patienceMs } = context
    let places: readonly Place[] | null = null
    let wellAt = time.elapsed()
    let pause = pauseMs
    while (!this.#isEnded) {
      try {
        if (places === null) {
          places = await this.#ends()
          this.#begin()
        } else pause = (await this.#look(places)) ? busyPauseMs : pauseMs
        wellAt = time.elapsed()
      } catch (error) {
        if (this.#isEnded) return
        if (!isKafkaTrouble(error) || time.elapsed() - wellAt > patienceMs) {
          context.counters.failed++
          context.logger.warn({ source: source.name, error: String(error) }, 'a subscription cannot go on')
          return this.close('failed')
        }
      }
      await time.sleep(pause)
    }
  }

  /** Tells the client. Idempotent. */
  close(reason: CloseReason): void {
    if (this.#isEnded) return
    this.#send(closedFrame(this.id, reason, null))
    this.drop()
    this.#options.sink.ended(this.id, reason)
  }

  /** The client has gone, or knows. Idempotent. */
  drop(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#isLive = false
    this.#options.ended()
  }

  #begin(): void {
    this.#send(snapshotFrame(this.id, 'new'))
    this.#send(liveFrame(this.id, null))
    this.#isLive = !this.#isEnded
  }

  #send(frame: Frame): void {
    if (this.#isEnded) return
    this.#options.context.counters.sentBytes += frame.text.length
    this.#options.sink.send(frame)
  }

  async #ends(): Promise<readonly Place[]> {
    const { source, context } = this.#options
    const { topics } = await context.kafka.metadata(source.topics.map(({ name }) => name))
    const partitions = source.topics.flatMap(({ name }) => partitionsOf(topics.get(name)))
    return (await context.kafka.listOffsets(partitions, 'stable')).map(each => ({ ...each }))
  }

  /** Resolves to whether there was more than is told. */
  async #look(places: readonly Place[]): Promise<boolean> {
    const { context, sink, perSecond } = this.#options
    const ends = new Map(
      (await context.kafka.listOffsets(places, 'stable')).map(each => [nameOf(each), each.offset]),
    )
    const endOf = (place: Place) => ends.get(nameOf(place)) ?? place.offset
    const moved = places.filter(place => endOf(place) !== place.offset)
    if (moved.length === 0) return false
    const skipped = new Map<string, number>()
    const skip = ({ topic }: Place, count: number) =>
      count > 0 && skipped.set(topic, (skipped.get(topic) ?? 0) + count)
    const isFull = sink.queued > context.clientBytes
    const share = Math.max(1, Math.floor(perSecond / moved.length))
    const entries: Entry[] = []
    await Promise.all(
      moved.map(async place => {
        const end = endOf(place)
        // The topic was made anew.
        const from = end < place.offset ? end : Math.max(place.offset, end - share)
        skip(place, isFull ? end - place.offset : from - place.offset)
        if (!isFull && from < end) entries.push(...(await this.#read({ ...place, offset: from }, end)))
        place.offset = end
      }),
    )
    if (entries.length > 0 || skipped.size > 0)
      this.#send(
        sampleFrame(
          this.id,
          entries
            .sort(byTime)
            .map(({ json }) => json)
            .join(),
          skipped,
        ),
      )
    return skipped.size > 0
  }

  async #read({ topic, partition, offset }: Place, end: number): Promise<readonly Entry[]> {
    const { source, filter, context } = this.#options
    const { kafka } = context
    const [fetched] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
      partitions: [{ topic, partition, offset, maxBytes: fetchBytes }],
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: fetchBytes,
    })
    if (!fetched?.records) return []
    const read = source.topics.find(({ name }) => name === topic)!.read
    const cursor = new RecordCursor(fetched.records, offset, fetched.aborted)
    const entries: Entry[] = []
    while (cursor.next() && cursor.offset < end) {
      const entry = read(cursor, topic, partition)
      if (entry !== null && filter.pass(entry, null) !== null) entries.push(entry)
    }
    return entries
  }
}

const nameOf = ({ topic, partition }: Pick<Place, 'topic' | 'partition'>) => `${topic}-${partition}`
const byTime = (a: Entry, b: Entry) => a.at - b.at

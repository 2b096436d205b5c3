import type { Generations } from '../generations/generations.ts'
import { isGenerationId } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { ChangelogReader } from '../runtime/changelogReader.ts'
import { type Logger, silent } from '../runtime/logger.ts'
import { changelogOf } from '../runtime/openReplica.ts'
import { systemTime, type Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import { Crossings } from './crossings.ts'
import { topicReader, viewReader } from './entryReader.ts'
import type { FeedContext } from './feedContext.ts'
import { FeedCounters } from './feedCounters.ts'
import type { FeedGenerations } from './feedGenerations.ts'
import { FeedRefused } from './feedRefused.ts'
import type { FeedSink } from './feedSink.ts'
import type { FeedStatus } from './feedStatus.ts'
import type { FeedTopic } from './feedTopic.ts'
import type { FeedView, Where } from './feedView.ts'
import { Filter } from './filter.ts'
import { Group } from './group.ts'
import type { Held } from './held.ts'
import { Sample } from './sample.ts'
import { SegmentMemory } from './segments.ts'
import { ShownPages } from './shownPages.ts'
import { Slots } from './slots.ts'
import type { SnapshotSource } from './snapshotSource.ts'
import type { Source } from './source.ts'
import { type Subscribed, Subscription } from './subscription.ts'
import type { Tail } from './tail.ts'
import { Tails } from './tails.ts'
import { readToken, type Token, writeToken } from './token.ts'

const MiB = 1024 * 1024
/** How long those in step are waited for when another generation is live: it has what they lack. */
const leaveMs = 2_000
const leavePauseMs = 10

export interface FeedOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly topology: Topology
  readonly views: readonly FeedView[]
  readonly topics: readonly FeedTopic[]
  /** Where the current rows are read. */
  readonly snapshots: SnapshotSource
  /** How long after it was given a token is resumed, ms. Default 3,600,000. */
  readonly windowMs?: number
  /** Changes kept in memory for those who are behind, bytes; older ones are read from Kafka. Default 32 MiB. */
  readonly ringBytes?: number
  /** What may be queued for a client before it counts as slow, bytes. Default 1 MiB. */
  readonly clientBytes?: number
  /** A message ends with the change that takes it beyond so many bytes. Default 64 KiB. */
  readonly frameBytes?: number
  /** What comes within so many ms is told together. Default 50. */
  readonly coalesceMs?: number
  /** How long Kafka, or whoever has the rows, may not answer before a subscription fails, ms. Default 60,000. */
  readonly patienceMs?: number
  /** Of an application that has several. Default: it has one. */
  readonly generations?: FeedGenerations | null
  /**
   * To find the rows that differ at a switch, so many records of both changelogs of a partition are read; with more, who comes from the
   * other generation is given a snapshot. Default 200,000.
   */
  readonly crossingRecords?: number
  /** What such rows may take in memory, for each partition of a view. Default 8 MiB. */
  readonly crossingBytes?: number
  readonly logger?: Logger
  readonly time?: Time
}

export interface FeedRequest {
  /** Of no other subscription of its client. */
  readonly id: string
  /** One of view and topics. */
  readonly view?: string
  readonly topics?: readonly string[]
  readonly where?: Where
  readonly resume?: string
  /** What happens when the client does not keep up. Default `close`. */
  readonly slow?: 'close' | 'conflate'
  /** Of a view: `false` begins with the changes from now on, without the rows. `where` has fields of the key alone then. */
  readonly rows?: boolean
  /** Of topics: the newest events, so many a second at most, and how many others there were; it has no token. */
  readonly sample?: number
}

/**
 * Tells subscribers the rows of a view, then every change; or the records of topics. Any instance serves any partition:
 * changes are read from the changelogs, committed records only, and a place in them is the same everywhere.
 */
export class Feed {
  readonly #options: FeedOptions
  readonly #context: FeedContext
  readonly #tails: Tails
  readonly #groups = new Map<string, Group>()
  readonly #subscriptions = new Set<Subscribed>()
  readonly #views: ReadonlyMap<string, Source>
  readonly #topics: ReadonlyMap<string, FeedTopic>
  readonly #crossings: Crossings
  readonly #forget: () => void
  #leaving: Promise<void> | null = null
  #isClosed = false

  /** Throws a TypeError for a view whose store cannot be followed. */
  constructor(options: FeedOptions) {
    const { kafka, applicationId, topology, logger = silent, time = systemTime } = options
    const windowMs = options.windowMs ?? 3_600_000
    this.#options = options
    this.#context = {
      kafka,
      applicationId,
      reader: new ChangelogReader({
        kafka,
        maxBytes: 8 * MiB,
        maxWaitMs: 250,
        isPaused: () => false,
        logger,
        time,
      }),
      memory: new SegmentMemory(options.ringBytes ?? 32 * MiB, windowMs, time.now),
      snapshots: options.snapshots,
      pages: new ShownPages(time),
      slots: new Slots(4),
      pageSlots: new Slots(8),
      counters: new FeedCounters(),
      windowMs,
      clientBytes: options.clientBytes ?? MiB,
      frameBytes: options.frameBytes ?? 64 * 1024,
      coalesceMs: options.coalesceMs ?? 50,
      patienceMs: options.patienceMs ?? 60_000,
      crossingRecords: options.crossingRecords ?? 200_000,
      crossingBytes: options.crossingBytes ?? 8 * MiB,
      begunAt: topic => this.#begunAt(topic),
      writeToken: (source, filter, positions, held) => this.#writeToken(source, filter, positions, held),
      logger,
      time,
    }
    this.#tails = new Tails(this.#context)
    this.#crossings = new Crossings(options.generations ?? null, this.#context)
    this.#views = new Map(options.views.map(view => [view.name, viewSource(view, topology, applicationId)]))
    this.#topics = new Map(options.topics.map(topic => [topic.name, topic]))
    this.#forget = options.generations?.onFollowed(now => this.#followed(now)) ?? (() => {})
    if (options.generations) this.#followed(options.generations.generations)
  }

  /** Begins at once. Throws FeedRefused for what there is not, for a filter that makes no sense, and for a token that is none. */
  subscribe(request: FeedRequest, sink: FeedSink): Subscribed {
    if (this.#isClosed) throw new FeedRefused('closed', 'id', 'The feed has ended')
    if (!this.#isLive) throw new FeedRefused('closed', 'id', 'Another generation of the application is live')
    const source = this.#sourceOf(request)
    const where = request.where ?? {}
    const unknown = Object.keys(where).find(name => !source.fields.includes(name))
    if (unknown !== undefined) {
      const known = source.fields.length === 0 ? 'It has none' : `It has: ${source.fields.join(', ')}`
      throw new FeedRefused('unknown-field', 'where', `${source.name} has no field "${unknown}". ${known}`)
    }
    // An event is over when it was told.
    const filter = new Filter(where, source.view?.keyFields ?? source.fields)
    if (request.sample !== undefined) return this.#sample(request, source, filter, sink)
    const token = request.resume === undefined ? null : this.#readToken(request.resume, source)
    const withRows = request.rows ?? true
    // Who is told the same has to have been told the same.
    if (!withRows && filter.mayCease)
      throw new FeedRefused(
        'unknown-field',
        'where',
        `Without rows only by: ${source.view!.keyFields.join(', ')}`,
      )
    const subscription: Subscription = new Subscription({
      id: request.id,
      source,
      filter,
      slow: request.slow ?? 'close',
      token,
      withRows,
      crossingFrom: from => this.#crossings.from(from, source),
      sink,
      context: this.#context,
      open: () => this.#open(source),
      groupOf: (tails, held) => this.#groupOf(source, filter, tails, held),
      ended: () => this.#subscriptions.delete(subscription),
    })
    this.#subscriptions.add(subscription)
    this.#context.counters.subscribed++
    void subscription.run()
    return subscription
  }

  status(): FeedStatus {
    const { counters, memory, time } = this.#context
    const all = [...this.#subscriptions]
    return {
      ...counters,
      subscriptions: all.length,
      live: all.filter(({ isLive }) => isLive).length,
      groups: this.#groups.size,
      ringBytes: memory.bytes,
      tails: [...this.#tails.running].map(({ topic, lag, currentAt, unreadable }) => ({
        topic,
        lag,
        behindMs: Math.max(0, time.now() - currentAt),
        unreadable,
      })),
    }
  }

  /**
   * When another generation is live: resolves when every subscription has been given what there was up to the cut, as far as it takes it, and
   * is closed with its token. It begins by itself.
   */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave().finally(() => {
      this.#leaving = null
    })
    return this.#leaving
  }

  /** Every subscription is told, with its token. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#forget()
    this.#crossings.close()
    for (const subscription of [...this.#subscriptions]) subscription.close('stopping')
    this.#tails.close()
    await this.#context.reader.close()
  }

  #sample({ id, sample, resume }: FeedRequest, source: Source, filter: Filter, sink: FeedSink): Subscribed {
    if (source.view !== null)
      throw new FeedRefused(
        'unknown-field',
        'sample',
        'A view has no sample: it tells the last change of a row',
      )
    if (resume !== undefined) throw new FeedRefused('bad-token', 'resume', 'A sample is not resumed')
    const started: Sample = new Sample({
      id,
      source,
      filter,
      perSecond: sample!,
      sink,
      context: this.#context,
      ended: () => this.#subscriptions.delete(started),
    })
    this.#subscriptions.add(started)
    this.#context.counters.subscribed++
    void started.run()
    return started
  }

  #sourceOf({ view, topics }: FeedRequest): Source {
    if ((view === undefined) === (topics === undefined))
      throw new FeedRefused('unknown-source', 'view', 'Name a view, or topics: one of the two')
    if (view !== undefined) {
      const source = this.#views.get(view)
      if (source) return source
      const known = [...this.#views.keys()].join(', ')
      throw new FeedRefused('unknown-source', 'view', `There is no view "${view}". There are: ${known}`)
    }
    const names = [...new Set(topics)].sort()
    const found = names.map(name => this.#topics.get(name))
    const missing = names.find((_, index) => found[index] === undefined)
    if (missing !== undefined || names.length === 0) {
      const known = [...this.#topics.keys()].join(', ')
      throw new FeedRefused(
        'unknown-source',
        'topics',
        `There is no topic "${missing ?? ''}" to subscribe to. There are: ${known}`,
      )
    }
    return {
      kind: 'events',
      name: `topics ${names.join()}`,
      view: null,
      fields: [...new Set(found.flatMap(topic => topic!.fields))],
      topics: found.map(topic => ({ name: topic!.name, read: topicReader(topic!) })),
      changelogOf: null,
    }
  }

  get #isLive(): boolean {
    const { generations } = this.#options
    return !generations || generations.generations.live === generations.generation.number
  }

  /** While a cut may be the end of this generation, and after it was, nothing that comes behind it is told. */
  #followed({ live, cut, lastSwitch }: Generations): void {
    const own = this.#options.generations!.generation.number
    const isLeft = live !== own && lastSwitch?.from === own
    const mayBeLeft = live === own && cut?.phase === 'quiet' && cut.to !== null
    this.#tails.limit(isLeft ? lastSwitch.ends : mayBeLeft ? cut.ends : null)
    if (live !== own) void this.leave()
    this.#crossings.followed(lastSwitch)
  }

  #begunAt(topic: string): readonly number[] | null {
    const { generations } = this.#options
    const lastSwitch = generations?.generations.lastSwitch
    return lastSwitch?.to === generations?.generation.number ? (lastSwitch?.ends.get(topic) ?? null) : null
  }

  async #leave(): Promise<void> {
    const { time } = this.#context
    const deadline = time.elapsed() + leaveMs
    // Those who are on their way go on it elsewhere.
    for (const subscription of [...this.#subscriptions])
      if (!subscription.isLive) subscription.close('switched')
    const isLate = () => time.elapsed() >= deadline
    while (!this.#isLive && !isLate() && [...this.#subscriptions].some(({ isAtLimits }) => !isAtLimits))
      await time.sleep(leavePauseMs)
    // Those who came since it is live again stay.
    if (this.#isLive) return
    for (const group of [...this.#groups.values()]) group.flush()
    for (const subscription of [...this.#subscriptions]) subscription.close('switched')
  }

  async #open(source: Source) {
    const isChangelog = source.view !== null
    const opening = source.topics.map(async ({ name, read }) => {
      const tail = await this.#tails.open(isChangelog ? source.name : name, name, read, isChangelog)
      return { name: isChangelog ? source.name : name, tail }
    })
    const settled = await Promise.allSettled(opening)
    const opened = settled.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
    const release = () => {
      for (const { name, tail } of opened) this.#tails.release(name, tail)
    }
    const failed = settled.find(each => each.status === 'rejected')
    if (!failed) return { tails: opened.map(({ tail }) => tail), release }
    release()
    throw failed.reason
  }

  #groupOf(source: Source, filter: Filter, tails: readonly Tail[], held: Held | null): Group {
    const name = `${source.name}\0${filter.text}`
    let group = this.#groups.get(name)
    if (!group) {
      group = new Group({
        source,
        filter,
        tails,
        held,
        context: this.#context,
        disposed: () => this.#groups.delete(name),
      })
      this.#groups.set(name, group)
    }
    return group
  }

  #writeToken(source: Source, filter: Filter, positions: Token['positions'], held: Held | null): string {
    const running = [...this.#tails.running]
    return writeToken({
      applicationId: this.#options.applicationId,
      source: source.name,
      filter: filter.text,
      time: this.#context.time.now(),
      topicIds: new Map(running.map(({ topic, topicId }) => [topic, topicId])),
      positions,
      ...(filter.mayCease && { held }),
    })
  }

  #readToken(text: string, source: Source): Token {
    const token = readToken(text)
    const application = applicationOf(this.#options.applicationId)
    if (token?.source === source.name && applicationOf(token.applicationId) === application) {
      if (source.topics.every(({ name }) => token.positions.has(name))) return token
      // Another generation's changelog: whether something leads from there to here is asked later.
      const other = source.changelogOf?.(token.applicationId)
      if (other !== undefined && token.positions.has(other)) return token
    }
    throw new FeedRefused('bad-token', 'resume', `It is no token of ${source.name}`)
  }
}

const applicationOf = (id: string) => (isGenerationId(id) ? id.slice(0, id.lastIndexOf('.')) : id)

function viewSource(view: FeedView, topology: Topology, applicationId: string): Source {
  const spec = topology.stores.get(view.store)
  if (!spec) throw new TypeError(`View "${view.name}": the topology has no store "${view.store}"`)
  const topic = changelogOf(spec, applicationId)
  if (topic === null)
    throw new TypeError(`View "${view.name}": store "${view.store}" has no changelog to follow`)
  if (spec.key.format !== 'text')
    throw new TypeError(`View "${view.name}": the keys of store "${view.store}" are not text`)
  return {
    kind: 'changes',
    name: `view ${view.name}`,
    view,
    fields: view.fields,
    topics: [{ name: topic, read: viewReader(view, spec) }],
    changelogOf: id => changelogOf(spec, id)!,
  }
}

import type { StoreSpec } from '../graph/storeSpec.ts'
import { generationOf } from '../graph/topicNames.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import type { Asked } from './attempt.ts'
import type { Conditions } from './conditions.ts'
import { Gatherer } from './gatherer.ts'
import { HistoryUnavailable } from './historyUnavailable.ts'
import { afterPlace, type IndexRange, indexBounds } from './indexRange.ts'
import type { Endpoint } from './instanceEndpoint.ts'
import { LocalAnswers } from './localAnswers.ts'
import { mergePages } from './mergePages.ts'
import { Owners } from './owners.ts'
import { type PartitionOf, partitioning } from './partitioning.ts'
import type { Peers } from './peers.ts'
import { Position } from './position.ts'
import type { QueriedInstance } from './queriedInstance.ts'
import { QueriesCounters, type QueriesTotals } from './queriesTotals.ts'
import type { KeysQuestion, Reply, Where } from './question.ts'
import type { StoreSource } from './storeSource.ts'
import type { IndexPage, Page, PageOptions } from './storeView.ts'
import { Waits } from './waits.ts'
import { fromWire } from './wireReply.ts'

export interface QueriesOptions {
  readonly instance: QueriedInstance
  /** That the instance runs under: of a later generation, positions say so. */
  readonly applicationId: string
  /** Where this instance is reached by the others; null: it is not. */
  readonly endpoint: Endpoint | null
  /** Null: there are no others. Closed with the queries. */
  readonly peers: Peers | null
  /** Of a store: those of the topics that its tasks read. */
  readonly partitions: (store: string) => number
  /** How long an answer may take, ms. Default 2,000. */
  readonly deadlineMs?: number
  /** How long only the instance that runs a partition is asked, before those that follow it are, too, ms. Default: an eighth of the deadline. */
  readonly hedgeMs?: number
  /** Questions that may wait at the same time. Default 100. */
  readonly waiting?: number
}

/** Rows as they were at a moment, event time, of a store with `versions`. Absent: as they are. */
export interface AsOf {
  readonly at?: number
}

export interface Answer<T> {
  readonly value: T
  /** Where it was read: the positions it reflects, and how far they lag. */
  readonly sources: readonly StoreSource[]
  /** The same positions, as a condition for later answers. */
  readonly position: Position
  /** Partitions that it leaves out; none where `partial` was not asked for. */
  readonly missing: readonly number[]
}

/** A page of a whole store: the filter is one that can be sent. */
export interface RangeOptions<K> extends Omit<PageOptions<K>, 'filter'> {
  /** Fields of the rows, of the first level, that must have these values. */
  readonly where?: Where
  /** The key whose partition has the whole range: only that one is asked. As a key of the store, of which its `partitionKey` is taken. */
  readonly partitionOf?: K
  /** Only the rows of these partitions. */
  readonly partitions?: readonly number[]
}

/** A page of a whole store by one of its indexes. */
export interface IndexRangeOptions extends IndexRange {
  /** Go on after this place: the `next` of the page before, of the same range. */
  readonly after?: string
  /** At most so many rows; 1 to 1,000. Default 100. */
  readonly limit?: number
  /** Entries looked at for a page with `where`. Default 10,000. */
  readonly scan?: number
  /** Fields of the rows, of the first level, that must have these values. */
  readonly where?: Where
  /** Only the rows of these partitions. */
  readonly partitions?: readonly number[]
}

/**
 * Committed rows of the whole application, from any instance: what this process has, and the rest from the others in one hop.
 * Whole or not at all: an absent row means that there is none. The instance that runs a partition is asked first; when it is
 * slow, moving or dead, those that follow it.
 *
 * Every answer comes within its deadline (and the time it was allowed to wait), or rejects: with PartitionsUnavailable,
 * ConditionNotMet or TooManyWaiting; where rows of a moment are asked for that nobody knows any more, with HistoryUnavailable.
 */
export class Queries {
  /** For waits of one's own: within the same bound. */
  readonly waits: Waits
  readonly #options: QueriesOptions
  readonly #gatherer: Gatherer
  readonly #counters = new QueriesCounters()
  readonly #generation: number
  readonly #stores = new Map<string, AskedStore>()

  constructor(options: QueriesOptions) {
    const { instance, applicationId, peers, deadlineMs = 2_000, hedgeMs = deadlineMs / 8 } = options
    this.#options = options
    this.#generation = generationOf(applicationId)
    this.waits = new Waits({ applicationId, limit: options.waiting ?? 100 })
    this.#gatherer = new Gatherer({
      local: new LocalAnswers(instance),
      owners: new Owners({
        topology: instance.topology,
        applicationId,
        endpoints: () => (peers ? instance.endpoints() : []),
        self: options.endpoint,
      }),
      ask: async (endpoint, question, signal) =>
        fromWire(this.#storeOf(question.store).spec, await peers!.ask(endpoint, question, signal)),
      waits: this.waits,
      isAllHere: store => this.isAllHere(store),
      generation: this.#generation,
      counters: this.#counters,
      deadlineMs,
      hedgeMs,
    })
  }

  /** Since the beginning. What other instances ask of this one is theirs. */
  get totals(): QueriesTotals {
    return this.#counters
  }

  /** One row; undefined: there is none. */
  async get<K, V>(store: string, key: K, conditions: Conditions & AsOf = {}): Promise<Answer<V | undefined>> {
    const { value, ...told } = await this.getAll<K, V>(store, [key], conditions)
    return { ...told, value: value[0] }
  }

  /** Rows in the order of their keys: each instance is asked once for all that it has. */
  async getAll<K, V>(
    store: string,
    keys: readonly K[],
    conditions: Conditions & AsOf = {},
  ): Promise<Answer<readonly (V | undefined)[]>> {
    const { text, partitionOf, all } = this.#storeOf(store)
    const texts = keys.map(key => text.toText(key))
    const places = partitionOf && texts.map(partitionOf)
    const answer = await this.#gather(
      {
        store,
        partitions: places ? [...new Set(places)] : all,
        question: (partitions, standby) => keysQuestion(store, texts, places, partitions, standby),
        isEnough: ({ rows }) => !places && texts.length === 1 && rows.length > 0,
      },
      conditions,
    )
    const found = new Map(answer.value.flatMap(({ rows }) => rows.map(([key, row]) => [key, row] as const)))
    return { ...answer, value: texts.map(each => found.get(each) as V | undefined) }
  }

  /** Rows in the order of their keys. A page goes on where the last one ended, whichever instance gave it. */
  async page<K, V>(
    store: string,
    options: RangeOptions<K> = {},
    conditions: Conditions = {},
  ): Promise<Answer<Page<K, V>>> {
    const { text, partitionOf, all } = this.#storeOf(store)
    const { where, limit = 100, scan, partitionOf: of, partitions, at } = options
    const key = (name: 'from' | 'to' | 'prefix' | 'after') =>
      options[name] === undefined ? {} : { [name]: text.toText(options[name]) }
    const page = {
      ...key('from'),
      ...key('to'),
      ...key('prefix'),
      ...key('after'),
      limit,
      ...(scan !== undefined && { scan }),
      ...(where && { where }),
    }
    const answer = await this.#gather(
      {
        store,
        partitions: partitions ?? (of !== undefined && partitionOf ? [partitionOf(text.toText(of))] : all),
        question: (partitions, standby) => ({ kind: 'page', store, partitions, standby, page }),
        isEnough: () => false,
      },
      { ...conditions, ...(at !== undefined && { at }) },
    )
    const { rows, next } = mergePages(answer.value, limit)
    return {
      ...answer,
      value: {
        rows: rows.map(([each, row]) => [text.fromText(each) as K, row as V]),
        next: next === null ? null : (text.fromText(next) as K),
      },
    }
  }

  /**
   * Rows by an index of the store, in the order of their index keys, of the same by their own. Goes on as `page` does. Throws
   * PlaceRefused for an `after` of another range, TypeError for an index that the store does not have.
   */
  async indexPage<K, V>(
    store: string,
    options: IndexRangeOptions,
    conditions: Conditions = {},
  ): Promise<Answer<IndexPage<K, V>>> {
    const { spec, text } = this.#storeOf(store)
    const { after, limit = 100, scan, where, partitions = this.#storeOf(store).all, ...by } = options
    const bounds = indexBounds(spec, by)
    if (after !== undefined) afterPlace(bounds, after)
    const page = {
      by,
      ...(after !== undefined && { after }),
      limit,
      ...(scan !== undefined && { scan }),
      ...(where && { where }),
    }
    const answer = await this.#gather(
      {
        store,
        partitions,
        question: (partitions, standby) => ({ kind: 'page', store, partitions, standby, page }),
        isEnough: () => false,
      },
      conditions,
    )
    const { rows, next } = mergePages(answer.value, limit)
    const shown = rows.map(([key, row, place]) => [text.fromText(key) as K, row as V, place!] as const)
    return { ...answer, value: { rows: shown, next } }
  }

  /** How many rows a store has, or has in a range of an index, by looking at each. */
  async count(store: string, conditions: Conditions = {}, by?: IndexRange): Promise<Answer<number>> {
    if (by) indexBounds(this.#storeOf(store).spec, by)
    const answer = await this.#gather(
      {
        store,
        partitions: this.#storeOf(store).all,
        question: (partitions, standby) => ({
          kind: 'count',
          store,
          partitions,
          standby,
          ...(by && { by }),
        }),
        isEnough: () => false,
      },
      conditions,
    )
    return { ...answer, value: answer.value.reduce((sum, { count }) => sum + count, 0) }
  }

  /** Whether all partitions of a store are in this process, so that none of its rows change without its knowing. */
  isAllHere(store: string): boolean {
    return this.#options.instance.store(store).partitions.length === this.#storeOf(store).all.length
  }

  /** Those that wait are answered with what there is. Idempotent. */
  close(): void {
    this.waits.close()
    this.#options.peers?.close()
  }

  async #gather(
    asked: Omit<Asked, 'fulfils'>,
    { at, ...conditions }: Conditions & AsOf,
  ): Promise<Answer<readonly Reply[]>> {
    const { store } = asked
    if (at !== undefined && this.#storeOf(store).spec.historyMs === null)
      throw new HistoryUnavailable(store, at, null)
    const question: Asked['question'] = (...of) => ({
      ...asked.question(...of),
      ...(at !== undefined && { at }),
    })
    const { replies, sources, missing } = await this.#gatherer.gather({ ...asked, question }, conditions)
    const since = replies.flatMap(({ historySince }) => historySince ?? [])
    if (at !== undefined && since.length > 0) throw new HistoryUnavailable(store, at, Math.max(...since))
    return { value: replies, sources, position: Position.of(store, sources, this.#generation), missing }
  }

  #storeOf(store: string): AskedStore {
    let known = this.#stores.get(store)
    if (!known) {
      const { instance, partitions } = this.#options
      const { topology } = instance
      const spec = topology.stores.get(store) as StoreSpec<unknown, unknown> | undefined
      if (!spec) throw new Error(`The topology has no store "${store}"`)
      const count = partitions(store)
      const all = Array.from({ length: count }, (_, partition) => partition)
      known = { spec, text: keyText(spec.key), partitionOf: partitioning(topology, store, count), all }
      this.#stores.set(store, known)
    }
    return known
  }
}

/** What is known of a store. */
interface AskedStore {
  readonly spec: StoreSpec<unknown, unknown>
  readonly text: KeyText<unknown>
  readonly partitionOf: PartitionOf | null
  readonly all: readonly number[]
}

function keysQuestion(
  store: string,
  keys: readonly string[],
  places: readonly number[] | null,
  partitions: readonly number[],
  standby: boolean,
): KeysQuestion {
  if (!places) return { kind: 'keys', store, partitions, standby, keys }
  const own = keys.flatMap((key, i) => (partitions.includes(places[i]!) ? [[key, places[i]!] as const] : []))
  const of = own.map(([, place]) => place)
  return { kind: 'keys', store, partitions, standby, keys: own.map(([key]) => key), of }
}

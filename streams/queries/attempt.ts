import type { Heard } from './heard.ts'
import { type Endpoint, isSame } from './instanceEndpoint.ts'
import type { LocalAnswers } from './localAnswers.ts'
import type { Owners } from './owners.ts'
import type { Question, Reply } from './question.ts'
import type { StoreSource } from './storeSource.ts'
import { within } from './within.ts'

export interface Asked {
  readonly store: string
  /** All that belong to a whole answer. */
  readonly partitions: readonly number[]
  /** For some of them. */
  question(partitions: readonly number[], standby: boolean): Question
  /** Whether the rows of a source will do. */
  fulfils(source: StoreSource): boolean
  /** Whether what was found is the answer, whatever the others have. */
  isEnough(reply: Reply): boolean
}

export interface AttemptContext {
  readonly local: LocalAnswers
  readonly owners: Owners
  /** Rejects when there is no answer. */
  readonly ask: (endpoint: Endpoint, question: Question, signal: AbortSignal) => Promise<Reply>
  /** How long only the instance that runs a partition is waited for, ms. */
  readonly hedgeMs: (endpoint: Endpoint) => number
  /** How long it and those that follow it are then waited for, before those are asked of whom nothing is known, ms. */
  readonly widenMs: number
  /** It took longer. */
  readonly slow: (endpoint: Endpoint) => void
}

/**
 * One round of asking: this process, then all that run what it does not have, side by side; for those that do not answer soon
 * or not at all, who follows them; last, for what has moved meanwhile, everybody. Ends as soon as every partition was heard of.
 */
export class Attempt {
  readonly #asked: Asked
  readonly #context: AttemptContext
  readonly #heard: Heard
  readonly #isWide: boolean
  /** Every partition was heard of, or enough was found. */
  #done: () => void = () => {}
  #isEnough = false
  readonly replies: Reply[] = []
  readonly sources = new Map<number, StoreSource>()
  /** An instance that lives did not have what the group says it runs or follows: things are on their way. */
  isMoving = false

  /** `isWide`: also those are asked that nothing is known to be at. */
  constructor(asked: Asked, context: AttemptContext, heard: Heard, isWide: boolean) {
    this.#asked = asked
    this.#context = context
    this.#heard = heard
    this.#isWide = isWide
  }

  get missing(): readonly number[] {
    return this.#isEnough ? [] : this.#unheard(this.#asked.partitions)
  }

  /** Whatever goes wrong elsewhere leaves partitions missing. Rejects with what goes wrong here. */
  async run(deadlineMs: number): Promise<void> {
    await this.#askHere(this.#asked.partitions, false)
    if (this.missing.length === 0) return
    const end = new AbortController()
    const over = Promise.withResolvers<void>()
    this.#done = over.resolve
    const timer = setTimeout(over.resolve, deadlineMs)
    try {
      const { owners } = this.#context
      const serving = grouped(this.missing, partition => [owners.owner(this.#asked.store, partition)]).map(
        ([owner, partitions]) => this.#serve(owner, partitions, end.signal),
      )
      await Promise.race([Promise.all(serving), over.promise])
    } finally {
      clearTimeout(timer)
      end.abort()
    }
  }

  async #serve(owner: Endpoint | null, partitions: readonly number[], signal: AbortSignal): Promise<void> {
    let asking: Promise<void> | null = null
    let hanging: Endpoint | null = null
    if (owner === null) this.isMoving = true
    else {
      hanging = owner
      asking = this.#askPeer(owner, partitions, false, true, signal).finally(() => {
        hanging = null
      })
      await within(asking, this.#context.hedgeMs(owner))
      if (hanging) this.#context.slow(owner)
    }
    const following = this.#askStandbys(this.#unheard(partitions), signal)
    const told = Promise.all([asking, following])
    if (this.#isWide) {
      // Who hangs may have lost them to somebody of whom the group has not told yet.
      await within(told, this.#context.widenMs)
      await this.#askEverybody(this.#unheard(partitions), hanging, signal)
    }
    await told
  }

  async #askStandbys(partitions: readonly number[], signal: AbortSignal): Promise<void> {
    if (partitions.length === 0 || signal.aborted) return
    await this.#askHere(partitions, true)
    const { owners } = this.#context
    await Promise.all(
      grouped(this.#unheard(partitions), partition => owners.standbys(this.#asked.store, partition)).map(
        ([follower, followed]) => this.#askPeer(follower, followed, true, true, signal),
      ),
    )
  }

  async #askEverybody(
    partitions: readonly number[],
    but: Endpoint | null,
    signal: AbortSignal,
  ): Promise<void> {
    if (partitions.length === 0 || signal.aborted) return
    await Promise.all(
      this.#context.owners.others
        .filter(({ endpoint }) => but === null || !isSame(endpoint, but))
        .map(({ endpoint }) => this.#askPeer(endpoint, partitions, true, false, signal)),
    )
  }

  /** `isHis`: the group says that they are there. */
  async #askPeer(
    endpoint: Endpoint,
    partitions: readonly number[],
    standby: boolean,
    isHis: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    this.#heard.asks(endpoint, partitions)
    let reply: Reply
    try {
      reply = await this.#context.ask(endpoint, this.#asked.question(partitions, standby), signal)
    } catch (error) {
      if (!signal.aborted) this.#heard.failed(endpoint, partitions, String((error as Error).message))
      return
    }
    if (signal.aborted) return
    this.#heard.answered(endpoint, partitions, reply.sources)
    if (isHis && reply.sources.length < partitions.length) this.isMoving = true
    await this.#take(reply, rest => this.#askPeer(endpoint, rest, standby, isHis, signal))
  }

  async #askHere(partitions: readonly number[], standby: boolean): Promise<void> {
    if (partitions.length === 0) return
    const reply = await this.#context.local.answer(this.#asked.question(partitions, standby))
    this.#heard.answered(null, partitions, reply.sources)
    if (standby && reply.sources.length < partitions.length) {
      const { owners } = this.#context
      this.isMoving ||= partitions.some(partition => owners.isFollowedHere(this.#asked.store, partition))
    }
    await this.#take(reply, rest => this.#askHere(rest, standby))
  }

  /** Whole, or what will do of it asked for anew: what is told of one partition cannot be taken out of an answer for several. */
  async #take(reply: Reply, again: (partitions: readonly number[]) => Promise<void>): Promise<void> {
    const { fulfils, isEnough } = this.#asked
    const wanted = reply.sources.filter(source => {
      if (this.sources.has(source.partition)) return false
      if (fulfils(source)) return true
      this.#heard.foundShort(source)
      return false
    })
    if (wanted.length === 0) return
    if (wanted.length < reply.sources.length) return again(wanted.map(({ partition }) => partition))
    for (const source of reply.sources) this.sources.set(source.partition, source)
    this.replies.push(reply)
    if (isEnough(reply)) this.#isEnough = true
    if (this.missing.length === 0) this.#done()
  }

  #unheard(partitions: readonly number[]): readonly number[] {
    return partitions.filter(partition => !this.sources.has(partition))
  }
}

/** Partitions by each of the instances that they have. */
function grouped<E extends Endpoint | null>(
  partitions: readonly number[],
  endpointsOf: (partition: number) => readonly E[],
): readonly (readonly [E, readonly number[]])[] {
  const groups = new Map<string, [E, number[]]>()
  for (const partition of partitions)
    for (const endpoint of endpointsOf(partition)) {
      const id = endpoint === null ? '' : `${endpoint.host} ${endpoint.port}`
      const group = groups.get(id)
      if (group) group[1].push(partition)
      else groups.set(id, [endpoint, [partition]])
    }
  return [...groups.values()]
}

import type { StoreSpec } from '../graph/storeSpec.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import { HistoryUnavailable } from './historyUnavailable.ts'
import type { IndexRange } from './indexRange.ts'
import type { QueriedInstance } from './queriedInstance.ts'
import type { KeysQuestion, Question, RangeQuestion, Reply, Where } from './question.ts'
import type { StoreSource } from './storeSource.ts'
import { StoreUnavailable } from './storeUnavailable.ts'
import type { PageOptions, StoreView } from './storeView.ts'

const nothing: Reply = { sources: [], rows: [], next: null, count: 0 }

/** What this process answers of its own: for partitions that it runs, or follows. */
export class LocalAnswers {
  readonly #instance: Pick<QueriedInstance, 'topology' | 'store'>
  readonly #keys = new Map<string, KeyText<unknown>>()

  constructor(instance: Pick<QueriedInstance, 'topology' | 'store'>) {
    this.#instance = instance
  }

  /** Rejects when the topology has no such store. */
  async answer(question: Question): Promise<Reply> {
    const view = this.#instance.store<unknown, unknown>(question.store)
    if (question.kind === 'keys' && question.at === undefined)
      return this.#readKeys(view, question, question.partitions)
    const partitions = here(view, question)
    if (partitions.length === 0) return nothing
    try {
      const reply = await this.#read(view, question, partitions)
      // One that was taken away meanwhile may have lost rows before they were read.
      const still = new Set(here(view, question))
      return partitions.every(partition => still.has(partition)) ? reply : nothing
    } catch (error) {
      if (error instanceof StoreUnavailable) return nothing
      if (error instanceof HistoryUnavailable && error.since !== null)
        return { ...nothing, sources: partitions.map(unread), historySince: error.since }
      throw error
    }
  }

  async #read(
    view: StoreView<unknown, unknown>,
    question: Question,
    partitions: readonly number[],
  ): Promise<Reply> {
    if (question.kind === 'keys') return this.#readKeys(view, question, partitions)
    const chosen = view.at(...partitions)
    if (question.kind === 'count') return { ...nothing, ...(await chosen.readCount(question.by)) }
    const text = this.#textOf(question.store)
    if (question.page.by) return readByIndex(chosen, text, question.page.by, question.page)
    const { rows, next, sources } = await chosen.readPage({
      ...pageOptions(text, question.page),
      ...(question.at !== undefined && { at: question.at }),
    })
    return {
      sources,
      rows: rows.map(([key, value]) => [text.toText(key), value]),
      next: next === null ? null : text.toText(next),
      count: 0,
    }
  }

  async #readKeys(
    view: StoreView<unknown, unknown>,
    { store, standby, keys, of, at }: KeysQuestion,
    partitions: readonly number[],
  ): Promise<Reply> {
    const text = this.#textOf(store)
    const parts = partitions.map(partition => {
      const asked = of ? keys.filter((_, i) => of[i] === partition) : keys
      return { partition, asked, keys: asked.map(key => text.fromText(key)) }
    })
    const read =
      at === undefined
        ? await view.readEach(parts, standby)
        : await Promise.all(parts.map(({ partition, keys }) => view.readAll(keys, partition, at)))
    const rows = read.flatMap(({ source, values }) => {
      const { asked } = parts.find(({ partition }) => partition === source.partition)!
      return asked.flatMap((key, i) => (values[i] === undefined ? [] : [[key, values[i]] as const]))
    })
    return { sources: read.map(({ source }) => source), rows, next: null, count: 0 }
  }

  #textOf(store: string): KeyText<unknown> {
    let text = this.#keys.get(store)
    if (!text) {
      text = keyText((this.#instance.topology.stores.get(store) as StoreSpec<unknown, unknown>).key)
      this.#keys.set(store, text)
    }
    return text
  }
}

async function readByIndex(
  view: StoreView<unknown, unknown>,
  text: KeyText<unknown>,
  by: IndexRange,
  { after, limit, scan, where }: RangeQuestion,
): Promise<Reply> {
  const { rows, next, sources } = await view.readIndexPage({
    ...by,
    ...(after !== undefined && { after }),
    ...(limit !== undefined && { limit }),
    ...(scan !== undefined && { scan }),
    ...(where && { filter: row => matches(row, where) }),
  })
  return {
    sources,
    rows: rows.map(([key, value, place]) => [text.toText(key), value, place]),
    next,
    count: 0,
  }
}

/** What it is as of does not matter: nothing was read of it. */
const unread = (partition: number): StoreSource => ({
  role: 'active',
  partition,
  position: Number.MAX_SAFE_INTEGER,
  lag: 0,
  behindMs: 0,
})

function here(view: StoreView<unknown, unknown>, { partitions, standby }: Question): readonly number[] {
  const numbers = new Set(view.partitions)
  if (standby) for (const { partition } of view.standbys as readonly StoreSource[]) numbers.add(partition)
  return partitions.filter(partition => numbers.has(partition))
}

function pageOptions(
  { fromText }: KeyText<unknown>,
  { from, to, prefix, after, limit, scan, where }: RangeQuestion,
): PageOptions<unknown> {
  return {
    ...(from !== undefined && { from: fromText(from) }),
    ...(to !== undefined && { to: fromText(to) }),
    ...(prefix !== undefined && { prefix: fromText(prefix) }),
    ...(after !== undefined && { after: fromText(after) }),
    ...(limit !== undefined && { limit }),
    ...(scan !== undefined && { scan }),
    ...(where && { filter: row => matches(row, where) }),
  }
}

const matches = (row: unknown, where: Where): boolean =>
  Object.entries(where).every(([field, value]) => (row as Record<string, unknown> | null)?.[field] === value)

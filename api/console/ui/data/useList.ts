import { useSignal } from '@preact/signals'
import { ask } from 'millrace/console/ui/data/ask.ts'
import { key } from 'millrace/console/ui/data/key.ts'
import { Problem } from 'millrace/console/ui/data/problem.ts'
import { language } from 'millrace/console/ui/language.ts'
import { useEffect } from 'preact/hooks'
import type { ListPage } from './listPage.ts'

export interface List<Row> {
  /** Null: nothing has come yet. While another path is asked for, those of the one before stay. */
  readonly rows: readonly Row[] | null
  readonly problem: Problem | null
  /** Whether something is being asked for. */
  readonly busy: boolean
  /** Fetches the next page; null: there is none. */
  readonly more: (() => void) | null
  /** From its beginning, as many pages as are shown. */
  readonly refresh: () => void
}

interface State<Row> {
  readonly path: string
  readonly rows: readonly Row[] | null
  readonly next: string | null
  readonly problem: Problem | null
  readonly busy: boolean
}

/** A list of the API page by page, by the path of its first: what is looked at stays until what follows is there. */
export function useList<Row>(path: string): List<Row> {
  const state = useSignal<State<Row>>({ path, rows: null, next: null, problem: null, busy: true })
  const who = key.value
  const words = language.value

  const read = async (
    pages: number,
    after: { rows: readonly Row[]; next: string } | null,
    abort?: AbortSignal,
  ) => {
    state.value = { ...state.value, path, busy: true }
    let rows = after?.rows ?? []
    let next: string | null = after?.next ?? ''
    try {
      for (let page = 0; page < pages && next !== null; page++) {
        const cursor: string = next && `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`
        const answer: ListPage<Row> = await ask(path + cursor, abort ? { signal: abort } : {})
        rows = [...rows, ...answer.items]
        next = answer.next
      }
      // Whoever asked for another list since does not want this one.
      if (state.value.path === path && !abort?.aborted)
        state.value = { path, rows, next, problem: null, busy: false }
    } catch (error) {
      if (abort?.aborted || state.value.path !== path) return
      const problem = error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '')
      state.value = { ...state.value, problem, busy: false }
    }
  }

  useEffect(() => {
    const abort = new AbortController()
    void read(1, null, abort.signal)
    return () => abort.abort()
  }, [path, who, words])

  const { rows, next, problem, busy } = state.value
  const refresh = () => void read(Math.max(1, Math.ceil((rows?.length ?? 0) / pageSize)), null)
  useEffect(() => {
    if (!problem || (problem.status > 0 && problem.status < 500)) return
    const timer = setTimeout(refresh, retryMs)
    return () => clearTimeout(timer)
  }, [problem])

  return {
    rows,
    problem,
    busy,
    more: rows && next !== null ? () => void read(1, { rows, next }) : null,
    refresh,
  }
}

/** What may work later is asked for again by itself. */
const retryMs = 5_000

/** Rows of a page, where the path does not say. */
const pageSize = 50

import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { language } from '../language.ts'
import { ask } from './ask.ts'
import { key } from './key.ts'
import { Problem } from './problem.ts'

/** What a path answers, asked again and again. */
export interface Polled<T> {
  /** The newest answer; null: none yet. It stays while later questions fail. */
  readonly data: ReadonlySignal<T | null>
  /** Why the last question failed; null: it did not. */
  readonly problem: ReadonlySignal<Problem | null>
  /** When `data` came, ms. */
  readonly at: ReadonlySignal<number | null>
  /** Asks now, not only when it is time. */
  refresh(): void
  stop(): void
}

const longestMs = 30_000

/**
 * Asks at once and then every so many ms, one question at a time: none while the tab is hidden; more and more rarely, up to
 * every 30 s, while they fail; anew when a key is entered or the language changes.
 */
export function poll<T>(path: string, everyMs: number): Polled<T> {
  const data = signal<T | null>(null)
  const problem = signal<Problem | null>(null)
  const at = signal<number | null>(null)
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | null = null
  let stopped = false

  const turn = async () => {
    clearTimeout(timer)
    asking?.abort()
    if (stopped || document.hidden) return
    const own = new AbortController()
    asking = own
    try {
      const answer = await ask<T>(path, { signal: own.signal })
      if (asking !== own) return
      failures = 0
      data.value = answer
      at.value = Date.now()
      problem.value = null
    } catch (error) {
      if (asking !== own) return
      failures += 1
      problem.value = error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '')
    }
    asking = null
    if (!stopped) timer = setTimeout(turn, Math.min(longestMs, everyMs * 2 ** Math.min(failures, 10)))
  }

  const shown = () => {
    if (!document.hidden) void turn()
  }
  document.addEventListener('visibilitychange', shown)
  const forget = effect(() => {
    key.value
    language.value
    void turn()
  })
  return {
    data,
    problem,
    at,
    refresh: () => void turn(),
    stop() {
      stopped = true
      forget()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', shown)
      asking?.abort()
      asking = null
    },
  }
}

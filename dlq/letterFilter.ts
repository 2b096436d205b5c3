import type { DeadLetter } from './deadLetter.ts'
import type { Treatment } from './treatments.ts'

export const letterStatuses = ['open', 'replayed', 'discarded', 'all'] as const
export type LetterStatus = (typeof letterStatuses)[number]

/** Which letters are meant: those for which all that is given holds. */
export interface LetterFilter {
  /** What became of them. Default `open`: nothing yet. */
  readonly status?: LetterStatus | undefined
  /** Topic, partition and offsets (both included) are those of the failed record, as the log names it. */
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  readonly fromOffset?: number | undefined
  readonly toOffset?: number | undefined
  readonly error?: string | undefined
  /** The record's key, as text. */
  readonly key?: string | undefined
  /** Somewhere in key or value, as it is written there. */
  readonly text?: string | undefined
  /** When the letter was written, ms since 1970: not before, and before. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

export function matches(filter: LetterFilter, letter: DeadLetter, treatment: Treatment | null): boolean {
  const { source, writtenAt } = letter
  const { status = 'open', topic, partition, fromOffset, toOffset, error, key, text, since, until } = filter
  return (
    (status === 'all' || status === (treatment?.action ?? 'open')) &&
    (topic === undefined || source?.topic === topic) &&
    (partition === undefined || source?.partition === partition) &&
    (fromOffset === undefined || (source !== null && source.offset >= fromOffset)) &&
    (toOffset === undefined || (source !== null && source.offset <= toOffset)) &&
    (error === undefined || letter.error === error) &&
    (key === undefined || letter.key?.toString() === key) &&
    (text === undefined || letter.key?.includes(text) || letter.value?.includes(text) || false) &&
    (since === undefined || writtenAt >= since) &&
    (until === undefined || writtenAt < until)
  )
}

import { signal } from '@preact/signals'
import { ask } from 'millrace/console/ui/data/ask.ts'
import type { Problem } from 'millrace/console/ui/data/problem.ts'
import type { TreatReport } from './letter.ts'

/** Which letters: by name, or all open ones that match a filter. */
export type Selection =
  | { readonly letters: readonly string[]; readonly force?: boolean }
  | { readonly filter: Readonly<Record<string, string>> }

export type Verb = 'replay' | 'discard'

/** A wish that waits for its confirmation. */
export interface Wish {
  readonly verb: Verb
  readonly selection: Selection
  /** Which letters, in words. */
  readonly what: string
}

/** What the page has done last; one thing at a time. */
export const treating = signal<Verb | null>(null)
export const report = signal<TreatReport | null>(null)
export const failure = signal<Problem | null>(null)
export const wish = signal<Wish | null>(null)

export async function treat({ verb, selection }: Pick<Wish, 'verb' | 'selection'>): Promise<void> {
  wish.value = null
  treating.value = verb
  report.value = null
  failure.value = null
  try {
    report.value = await ask<TreatReport>(`/api/dlq/${verb}`, { body: selection, timeoutMs: 60_000 })
  } catch (error) {
    failure.value = error as Problem
  } finally {
    treating.value = null
  }
}

export function forget(): void {
  report.value = null
  failure.value = null
  wish.value = null
}

import { signal } from '@preact/signals'
import { ask } from 'millrace/console/ui/data/ask.ts'
import type { Problem } from 'millrace/console/ui/data/problem.ts'
import type { Comparison } from './generation.ts'

export type Verb = 'compare' | 'switch' | 'rollback' | 'retire' | 'abandon'

/** Something to be done with a generation: at once for a comparison, else after a confirmation. */
export interface Wish {
  readonly verb: Verb
  readonly generation: number
}

export type Done =
  | { readonly verb: 'switch' | 'rollback'; readonly live: number; readonly heldMs: number }
  | { readonly verb: 'retire' | 'abandon'; readonly generation: number; readonly topics: readonly string[] }
  | { readonly verb: 'compare'; readonly generation: number }

export const wish = signal<Wish | null>(null)
export const doing = signal<Wish | null>(null)
export const done = signal<Done | null>(null)
export const failure = signal<Problem | null>(null)
/** The last that was made from here: another instance may answer the next question, and knows of none. */
export const compared = signal<Comparison | null>(null)

/** A cut is given up after 30 s; rows that differ are read after it. */
const timeoutMs = 120_000

export async function act({ verb, generation }: Wish): Promise<void> {
  wish.value = null
  doing.value = { verb, generation }
  done.value = null
  failure.value = null
  const post = <T>(path: string) => ask<T>(`/api/admin/generations/${path}`, { method: 'POST', timeoutMs })
  try {
    if (verb === 'compare') {
      compared.value = await post<Comparison>(`${generation}/compare`)
      done.value = { verb, generation }
    } else if (verb === 'retire' || verb === 'abandon') {
      const { topics } = await post<{ readonly topics: readonly string[] }>(`${generation}/${verb}`)
      done.value = { verb, generation, topics }
    } else {
      const path = verb === 'switch' ? `${generation}/switch` : 'rollback'
      done.value = { verb, ...(await post<{ readonly live: number; readonly heldMs: number }>(path)) }
    }
  } catch (error) {
    failure.value = error as Problem
  } finally {
    doing.value = null
  }
}

export function forget(): void {
  wish.value = null
  done.value = null
  failure.value = null
}

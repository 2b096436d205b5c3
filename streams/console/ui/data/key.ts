import { signal } from '@preact/signals'

const name = 'console-key'

/** What requests say about who asks; null: nothing. Kept as long as the tab. */
export const key = signal<string | null>(read())

/** Whether the server has asked who we are: it did not say, or not credibly. The shell asks for a key then. */
export const keyWanted = signal<'no' | 'missing' | 'refused'>('no')

export function enterKey(entered: string | null): void {
  try {
    if (entered === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, entered)
  } catch {}
  keyWanted.value = 'no'
  key.value = entered
}

function read(): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}

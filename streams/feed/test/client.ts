import type { CloseReason, FeedSink } from '../feedSink.ts'
import type { Frame } from '../frame.ts'

interface Told {
  readonly skipped?: Readonly<Record<string, number>>
  readonly type: string
  readonly id: string
  readonly reason?: string
  readonly token?: string | null
  readonly rows?: readonly { readonly key: string; readonly value: unknown }[]
  readonly changes?: readonly { readonly key: string; readonly value: unknown; readonly at: string }[]
  readonly events?: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[]
}

/** A client that does what docs/flux.md says, and takes what it is sent at once, or not before it is told to. */
export class Client implements FeedSink {
  readonly told: Told[] = []
  readonly table = new Map<string, unknown>()
  /** What it was when it was told to be whole. */
  whole: ReadonlyMap<string, unknown> | null = null
  /** Every change that was told since the last snapshot was whole. */
  readonly changes: { key: string; value: unknown }[] = []
  readonly events: { topic: string; partition: number; offset: number }[] = []
  token: string | null = null
  closed: CloseReason | null = null
  isReading = true
  queued = 0
  #drained: (() => void)[] = []

  send(frame: Frame): void {
    if (!this.isReading) this.queued += frame.bytes.length
    const told = JSON.parse(frame.text) as Told
    this.told.push(told)
    if (told.type === 'snapshot') {
      this.table.clear()
      this.changes.length = 0
    }
    for (const { key, value } of told.rows ?? []) this.table.set(key, value)
    for (const { key, value } of told.changes ?? []) {
      if (value === null) this.table.delete(key)
      else this.table.set(key, value)
      if (told.token !== null) this.changes.push({ key, value })
    }
    this.events.push(...(told.events ?? []))
    if (told.type === 'live') this.whole = new Map(this.table)
    if (told.token != null) this.token = told.token
  }

  drained(bytes: number): Promise<void> {
    return this.queued <= bytes ? Promise.resolve() : new Promise(resolve => this.#drained.push(resolve))
  }

  ended(_id: string, reason: CloseReason): void {
    this.closed = reason
  }

  /** Takes what is queued, and everything from now on. */
  read(): void {
    this.isReading = true
    this.queued = 0
    for (const resolve of this.#drained.splice(0)) resolve()
  }

  typesTold(): readonly string[] {
    return this.told.map(({ type }) => type)
  }
}

import { type ReadonlySignal, signal } from '@preact/signals'
import { askWhole } from 'millrace/console/ui/data/ask.ts'
import { Problem } from 'millrace/console/ui/data/problem.ts'

/** A command of the API, as it is sent. */
export interface Order {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
}

/** What the API answers to a command: where its event lies, or that it is kept until Kafka is back. */
export interface Accepted {
  /** Of what it is about. */
  readonly id: string
  readonly eventId: string
  readonly status: 'published' | 'kept'
  readonly topic: string
  readonly partition: number | null
  readonly offset: number | null
}

/** How far a command has come. Times are ms: when it was posted, how long each part took. */
export type Progress<Row> =
  | { readonly stage: 'posting' }
  /** Not accepted: the fields are wrong, or Kafka is away. Nothing was written, or what was written is repeated by `again`. */
  | { readonly stage: 'failed'; readonly problem: Problem }
  /** The event is safe; the stream has not decided yet. `slow`: longer than is usual. */
  | {
      readonly stage: 'deciding'
      readonly accepted: Accepted
      readonly tookMs: number
      readonly slow: boolean
    }
  /** The row shows the event. */
  | {
      readonly stage: 'decided'
      readonly accepted: Accepted
      readonly tookMs: number
      readonly decidedMs: number
      readonly row: Row
    }
  /** A minute without a decision: asked no more, unless `again`. */
  | { readonly stage: 'undecided'; readonly accepted: Accepted; readonly tookMs: number }

/** One command after the other, each followed from the form to the decision of the stream. */
export interface CommandRun<Row> {
  /** Null: nothing was sent yet. */
  readonly progress: ReadonlySignal<Progress<Row> | null>
  /** Sends it; resolves when its way has ended. What was sent before is not followed any more: its promise has null. */
  send(order: Order): Promise<Progress<Row> | null>
  /** The same once more, under the same Idempotency-Key, so that nothing happens twice; or goes on asking for the decision. */
  again(): Promise<Progress<Row> | null>
  /** As if nothing had been sent. What was sent stays sent. */
  forget(): void
}

const giveUpMs = 60_000
const restMs = 1_000

/** `Row`: what the command's Location answers, such as a rendezvous or a facture. */
export function createCommand<Row>(): CommandRun<Row> {
  const progress = signal<Progress<Row> | null>(null)
  let last: { readonly order: Order; readonly key: string } | null = null
  let location = ''
  let current = new AbortController()

  const begin = async (way: (own: AbortSignal) => Promise<Progress<Row>>): Promise<Progress<Row> | null> => {
    current.abort()
    current = new AbortController()
    const { signal: own } = current
    try {
      return await way(own)
    } catch (error) {
      if (own.aborted) return null
      throw error
    }
  }

  const post = async (own: AbortSignal): Promise<Progress<Row>> => {
    const { order, key } = last!
    progress.value = { stage: 'posting' }
    const since = performance.now()
    try {
      const { body, headers } = await askWhole<Accepted>(order.path, {
        method: order.method,
        ...(order.body !== undefined && { body: order.body }),
        headers: { 'idempotency-key': key },
        signal: own,
      })
      location = headers.get('location') ?? ''
      return follow(own, body, performance.now() - since)
    } catch (error) {
      if (own.aborted) throw error
      return reach(own, { stage: 'failed', problem: problemOf(error) })
    }
  }

  const follow = async (own: AbortSignal, accepted: Accepted, tookMs: number): Promise<Progress<Row>> => {
    const since = performance.now()
    reach(own, { stage: 'deciding', accepted, tookMs, slow: false })
    while (performance.now() - since < giveUpMs) {
      const row = await decided<Row>(location, own)
      if (row !== null) {
        const decidedMs = performance.now() - since
        return reach(own, { stage: 'decided', accepted, tookMs, decidedMs, row })
      }
      reach(own, { stage: 'deciding', accepted, tookMs, slow: true })
    }
    return reach(own, { stage: 'undecided', accepted, tookMs })
  }

  const reach = (own: AbortSignal, to: Progress<Row>): Progress<Row> => {
    own.throwIfAborted()
    progress.value = to
    return to
  }

  return {
    progress,
    send(order) {
      last = { order, key: drawKey() }
      return begin(post)
    },
    again() {
      const now = progress.value
      return begin(own => (now?.stage === 'undecided' ? follow(own, now.accepted, now.tookMs) : post(own)))
    },
    forget() {
      current.abort()
      progress.value = null
    },
  }
}

/** What Location answers once it shows the event; null: it does not yet, or cannot be asked now. */
async function decided<Row>(location: string, signal: AbortSignal): Promise<Row | null> {
  try {
    const { body, headers } = await askWhole<Row>(location, { signal, timeoutMs: 40_000 })
    if (headers.get('x-wait') === 'seen') return body
  } catch (error) {
    if (signal.aborted) throw error
  }
  await new Promise(resolve => setTimeout(resolve, restMs))
  return null
}

const problemOf = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '')

/** `crypto.randomUUID` is there for https and this machine alone. */
const drawKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')

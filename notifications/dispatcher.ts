import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { StoreUnavailable, type StoreView, type TraceContext } from 'millrace'
import { type DeliveryOptions, deliver, type Outcome } from './delivery.ts'
import { type DueRow, dueBound } from './dueRow.ts'
import type { QueueRow } from './queueRow.ts'
import type { Report } from './report.ts'
import type { Request } from './request.ts'
import { type TracedSending, traceOf } from './tracedSending.ts'

/** A report on its way: about the queue of a recipient. */
export interface AddressedReport {
  readonly recipient: string
  readonly report: Report
}

export interface DispatcherOptions extends DeliveryOptions {
  readonly queues: Pick<StoreView<string, QueueRow>, 'get'>
  readonly due: Pick<StoreView<string, DueRow>, 'page'>
  /** Resolves when they are in the log; rejects when some may not be. */
  readonly publish: (reports: readonly AddressedReport[]) => Promise<unknown>
  /** Recipients who are written to at the same time. */
  readonly concurrency: number
  /** Older requests are not sent any more, ms. */
  readonly maxAgeMs: number
  /** How long a claim lasts, ms: half of it until it is committed, half for looking up and sending. */
  readonly leaseMs: number
  /** Between two looks at what is due, ms. */
  readonly pollMs: number
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void }
  readonly observe: (event: DispatchEvent) => void
  /** A try to send a request that belongs to a trace begins. Default: nobody looks on. */
  readonly began?: (request: Request, trace: TraceContext) => TracedSending
}

/** What metrics count. `doubtful`: it may have been sent before, by somebody who could not say so. */
export type DispatchEvent =
  | (Outcome & { readonly seconds: number })
  | { readonly kind: 'doubtful' }
  | { readonly kind: 'expired' }

/** Rows looked at in one go, beside those that are being worked on. */
const pageRows = 500

interface Claimed {
  readonly eventId: string
  readonly claim: string
  readonly until: number
  isSending: boolean
}

/**
 * Sends what is due in the queues of this instance's partitions, one notification a recipient at a time. It claims one through
 * the log, sends it once the claim is committed, and reports through the log how it went. So of each recipient at most one
 * sending is ever in doubt: claimed, and nobody knows whether it left. That one is sent again when its claim is over.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #id = randomUUID().slice(0, 8)
  readonly #claimed = new Map<string, Claimed>()
  readonly #sending = new Set<Promise<void>>()
  /** Recipients of whom it was said that the first that waits is too old; until that shows. */
  #expired: ReadonlyMap<string, string> = new Map()
  #claims = 0

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Until the signal; what is being sent then is reported first. */
  async run(signal: AbortSignal): Promise<void> {
    const { pollMs, log } = this.#options
    let pause = pollMs
    while (!signal.aborted) {
      try {
        await this.#claimDue()
        await this.#sendClaimed(signal)
        pause = pollMs
      } catch (error) {
        // No partition here, or none yet, is nothing to tell.
        if (!(error instanceof StoreUnavailable)) {
          pause = Math.min(10_000, 2 * pause)
          log.warn({ error: (error as Error).message, pauseMs: pause }, 'notifications cannot be sent now')
        }
      }
      await setTimeout(pause, undefined, { signal }).catch(() => {})
    }
    await Promise.all(this.#sending)
    await this.#release()
  }

  /** Of what it claimed and did not begin. If that cannot be said, the claims run out. */
  async #release(): Promise<void> {
    const { publish, now } = this.#options
    const reports = Array.from(this.#claimed, ([recipient, { eventId, claim }]): AddressedReport => {
      return { recipient, report: { kind: 'release', eventId, claim, at: now() } }
    })
    this.#claimed.clear()
    if (reports.length > 0) await publish(reports).catch(() => {})
  }

  async #claimDue(): Promise<void> {
    const { due, publish, concurrency, leaseMs, maxAgeMs, now, observe } = this.#options
    const at = now()
    for (const [recipient, { until, isSending }] of this.#claimed)
      if (!isSending && until <= at) this.#claimed.delete(recipient)
    const { rows } = await due.page({ to: dueBound(at), limit: pageRows + this.#claimed.size })
    const reports: AddressedReport[] = []
    const expired = new Map<string, string>()
    for (const [, { recipient, eventId, time, expires }] of rows) {
      if (this.#claimed.has(recipient)) continue
      if (expires && time < at - maxAgeMs) {
        // Nothing leaves, so nothing has to be claimed.
        expired.set(recipient, eventId)
        if (this.#expired.get(recipient) === eventId) continue
        reports.push({ recipient, report: { kind: 'nothing', eventId, at, reason: 'EXPIRED' } })
      } else if (this.#claimed.size < concurrency) {
        const claim = `${this.#id}-${++this.#claims}`
        const until = at + leaseMs
        this.#claimed.set(recipient, { eventId, claim, until, isSending: false })
        reports.push({ recipient, report: { kind: 'claim', eventId, claim, at, until } })
      }
    }
    try {
      if (reports.length > 0) await publish(reports)
    } catch (error) {
      // Where a claim was written all the same, nobody has the recipient until it is over.
      for (const { recipient, report } of reports)
        if (report.kind === 'claim') this.#claimed.delete(recipient)
      throw error
    }
    for (const { report } of reports) if (report.kind === 'nothing') observe({ kind: 'expired' })
    this.#expired = expired
  }

  /** Those whose claim is committed. */
  async #sendClaimed(signal: AbortSignal): Promise<void> {
    const { queues, now, leaseMs, observe, log } = this.#options
    for (const [recipient, claimed] of this.#claimed) {
      if (claimed.isSending) continue
      const queue = await queues.get(recipient)
      if (signal.aborted) return
      if (queue?.claim !== claimed.claim || now() + leaseMs / 2 > claimed.until) continue
      claimed.isSending = true
      if (queue.isDoubtful) {
        observe({ kind: 'doubtful' })
        const { eventId } = queue.waiting[0]!
        log.warn({ eventId, recipient }, 'sent once more: nobody said how the sending before this one went')
      }
      const sending = this.#send(recipient, queue, signal).finally(() => {
        this.#claimed.delete(recipient)
        this.#sending.delete(sending)
      })
      this.#sending.add(sending)
    }
  }

  async #send(recipient: string, queue: QueueRow, signal: AbortSignal): Promise<void> {
    const { now, observe, log, began } = this.#options
    const request = queue.waiting[0]!
    const { eventId, modele } = request
    const begun = performance.now()
    const trace = began ? traceOf(request) : null
    const traced = trace && began?.(request, trace)
    const outcome = await deliver(recipient, request, queue.tries, this.#options)
    traced?.ended(outcome.kind === 'failed' ? outcome.code : null)
    observe({ ...outcome, seconds: (performance.now() - begun) / 1_000 })
    if (outcome.kind === 'failed') {
      const { code, message, tries, waitMs } = outcome
      log.warn({ eventId, recipient, modele, code, tries, waitMs }, `notification not sent: ${message}`)
    }
    await this.#tell({ recipient, report: reportOf(outcome, eventId, queue.claim!, now()) }, signal)
  }

  /** Until it is in the log: a sending that is not told of is repeated. Given up at the end alone. */
  async #tell(report: AddressedReport, signal: AbortSignal): Promise<void> {
    const { publish, pollMs, log } = this.#options
    for (let pause = pollMs; ; pause = Math.min(5_000, 2 * pause)) {
      try {
        await publish([report])
        return
      } catch (error) {
        log.warn(
          { error: (error as Error).message },
          'how a notification went could not be written; once more',
        )
        if (signal.aborted) return
        await setTimeout(pause, undefined, { signal }).catch(() => {})
      }
    }
  }
}

function reportOf(outcome: Outcome, eventId: string, claim: string, at: number): Report {
  switch (outcome.kind) {
    case 'sent':
      return { kind: 'sent', eventId, at }
    case 'nothing':
      return { kind: 'nothing', eventId, at, reason: outcome.reason }
    case 'failed': {
      const { tries, waitMs, code, message } = outcome
      const retryAt = waitMs === null ? null : at + waitMs
      return { kind: 'failed', eventId, claim, at, tries, retryAt, code, message }
    }
  }
}

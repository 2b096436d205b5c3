import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Instance } from '../../api/instance.ts'
import { commitMetrics } from '../../api/observe/commitMetrics.ts'
import { databaseMetrics } from '../../api/observe/databaseMetrics.ts'
import { failureMetrics } from '../../api/observe/failureMetrics.ts'
import { flowMetrics } from '../../api/observe/flowMetrics.ts'
import { latencyMetrics } from '../../api/observe/latencyMetrics.ts'
import { nodeMetrics } from '../../api/observe/nodeMetrics.ts'
import { statusMetrics } from '../../api/observe/statusMetrics.ts'
import type { DispatchEvent } from '../../notifications/dispatcher.ts'

/** What Prometheus scrapes of the worker. Labels are bounded: channels, and codes of errors. */
export class NotificationMetrics {
  readonly registry = new Registry()
  readonly #channel: string
  readonly #sent: Counter<'channel'>
  readonly #nothing: Counter<'reason'>
  readonly #failed: Counter<'channel' | 'error' | 'final'>
  readonly #doubtful: Counter
  readonly #seconds: Histogram<'channel'>
  readonly #detach: readonly (() => void)[]

  /** `waiting`: recipients for whom something waits. */
  constructor(
    instance: Instance,
    applicationId: string,
    channel: string,
    waiting: () => Promise<number>,
    partitionSeries: number,
  ) {
    const registers = [this.registry]
    this.#channel = channel
    nodeMetrics(this.registry)
    statusMetrics(instance, this.registry, partitionSeries)
    databaseMetrics(instance, this.registry)
    flowMetrics(instance, this.registry, partitionSeries)
    this.#detach = [
      commitMetrics(applicationId, this.registry),
      failureMetrics(applicationId, this.registry),
      latencyMetrics(applicationId, this.registry),
    ]
    this.#sent = new Counter({
      name: 'notification_sent_total',
      help: 'Notifications that the channel took',
      labelNames: ['channel'],
      registers,
    })
    this.#nothing = new Counter({
      name: 'notification_nothing_total',
      help: 'Notifications for which there was nothing to send (any more)',
      labelNames: ['reason'],
      registers,
    })
    this.#failed = new Counter({
      name: 'notification_failed_total',
      help: 'Tries that failed; final: it is a dead letter now',
      labelNames: ['channel', 'error', 'final'],
      registers,
    })
    this.#doubtful = new Counter({
      name: 'notification_doubtful_total',
      help: 'Sendings of what may have been sent before',
      registers,
    })
    this.#seconds = new Histogram({
      name: 'notification_try_duration_seconds',
      help: 'A try: looking up and handing to the channel',
      labelNames: ['channel'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    })
    new Gauge({
      name: 'notification_waiting_recipients',
      help: 'Recipients of this instance’s partitions for whom something waits',
      registers,
      async collect() {
        this.set(await waiting().catch(() => 0))
      },
    })
  }

  observe(event: DispatchEvent): void {
    const channel = this.#channel
    if (event.kind === 'doubtful') this.#doubtful.inc()
    else if (event.kind === 'expired') this.#nothing.inc({ reason: 'EXPIRED' })
    else {
      this.#seconds.observe({ channel }, event.seconds)
      if (event.kind === 'sent') this.#sent.inc({ channel })
      else if (event.kind === 'nothing') this.#nothing.inc({ reason: event.reason })
      else this.#failed.inc({ channel, error: event.code, final: String(event.waitMs === null) })
    }
  }

  /** Idempotent. */
  close(): void {
    for (const detach of this.#detach) detach()
    this.registry.clear()
  }
}

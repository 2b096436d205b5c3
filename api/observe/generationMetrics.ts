import type { Registry } from 'prom-client'
import type { Liveness } from '../generations/liveness.ts'
import { scraped } from './scraped.ts'

/** Which generation this process runs, and how often it stood still for a cut. */
export function generationMetrics(liveness: Liveness, registry: Registry): void {
  const { gauge, gaugeBy, counter } = scraped(registry)
  gaugeBy(
    'generation_info',
    'Which generation this instance runs, and its state',
    ['generation', 'state'],
    put => put({ generation: String(liveness.generation), state: liveness.state }, 1),
  )
  gauge('generation_live', '1: the generation of this instance answers, and publishes', () =>
    liveness.isLive ? 1 : 0,
  )
  counter('generation_holds_total', 'Times that intake was held for a cut', () => liveness.holds.count)
  gauge(
    'generation_last_hold_seconds',
    'How long intake was held the last time',
    () => liveness.holds.lastMs / 1_000,
  )
}

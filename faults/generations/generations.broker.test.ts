import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../../broker/progress.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'
import { generationsRun } from './generationsRun.ts'

/** A short `npm run faults -- --generations --calm`. */
describeWithBroker('a cabinet under load, reprocessed with another rule, switched and rolled back', () => {
  let broker: RunningBroker
  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
  })
  afterAll(() => broker?.stop())

  test('answers every question, denies nothing that was seen, tells everything once, and reports what the audit computes', {
    timeout: 300_000,
  }, async () => {
    const options = { broker, seed: 1, kills: false, readers: 3, restMs: 1_500, say: () => {} }
    const result = await generationsRun(options)
    expect(result).toMatchObject({ violations: [], ok: true, kills: 0 })
    expect(result.answered + result.unmet).toBe(result.asked)
    expect(result.differing).toBeGreaterThan(0)
    expect(result.heldMs).toHaveLength(3)
    // One of each view, when it began: the rest was changes, over both switches.
    expect(result.snapshots).toBe(2)
  })
})

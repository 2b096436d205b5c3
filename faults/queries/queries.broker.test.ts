import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../../broker/progress.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'
import { queriesRun } from './queriesRun.ts'

/** A short `npm run faults -- --queries`. */
describeWithBroker('three instances with standbys, killed in turn', () => {
  let broker: RunningBroker
  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
  })
  afterAll(() => broker?.stop())

  test('answer every question, deny nothing that was seen, and have the audit’s books', {
    timeout: 300_000,
  }, async () => {
    const practice = { patients: 60, medecins: 3, days: 10 }
    const options = { broker, seed: 1, seconds: 20, standbys: 1, practice, readers: 3, say: () => {} }
    const result = await queriesRun(options)
    expect(result).toMatchObject({ violations: [], ok: true, agreed: 3 })
    expect(result.answered + result.unmet).toBe(result.asked)
    expect(result.kills).toBeGreaterThan(0)
    expect(result.fromStandby).toBeGreaterThan(0)
  })
})

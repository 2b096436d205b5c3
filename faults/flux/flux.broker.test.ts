import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../../broker/progress.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'
import { fluxRun } from './fluxRun.ts'

/** A short `npm run faults -- --feed`. */
describeWithBroker('three instances killed in turn, and clients that go from one to the other', () => {
  let broker: RunningBroker
  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
  })
  afterAll(() => broker?.stop())

  test('are told every change once, in its order, and end with the rows of the view', {
    timeout: 300_000,
  }, async () => {
    const result = await fluxRun({ broker, seed: 1, seconds: 15, standbys: 0, clients: 25, say: () => {} })
    expect(result).toMatchObject({ violations: [], ok: true })
    expect(result.kills).toBeGreaterThan(0)
    expect(result.connections).toBeGreaterThan(2 * result.clients)
  })
})

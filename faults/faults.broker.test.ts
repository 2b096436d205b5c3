import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../broker/progress.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { brokers, describeWithBroker } from '../test/setup/broker.ts'
import type { Fault } from './fault.ts'
import { type FaultRunResult, faultRun } from './faultRun.ts'
import { copyState } from './kinds/copyState.ts'
import { cutNetwork } from './kinds/cutNetwork.ts'
import { killEarly } from './kinds/killEarly.ts'
import { killRestart } from './kinds/killRestart.ts'
import { loseState } from './kinds/loseState.ts'
import { restartBroker } from './kinds/restartBroker.ts'
import { terminate } from './kinds/terminate.ts'

const minutes = 60_000
const exact = { violations: [], ok: true, lost: 0, doubled: 0, wiped: 0 }

/** A few rounds of `npm run faults`, short enough for every test run. */
describeWithBroker('outputs and stores are exact', () => {
  test('though instances are killed, cut off, copied, and lose their state', {
    timeout: 3 * minutes,
  }, async () => {
    const shared: RunningBroker = {
      brokers: [...brokers],
      how: 'configured',
      description: 'the Kafka of this test run',
      stop: async () => {},
    }
    const faults = [killRestart, terminate, loseState, killEarly, cutNetwork, copyState]
    expect(await run(shared, faults)).toMatchObject({ ...exact, faults: faults.length })
  })
})

describeWithBroker('outputs and stores are exact', () => {
  // Of its own, whatever the others use: it goes away for a while.
  let broker: RunningBroker
  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
  })
  afterAll(() => broker?.stop())

  test('though the broker is restarted', { timeout: 3 * minutes }, async () => {
    expect(await run(broker, [restartBroker])).toMatchObject({ ...exact, faults: 1 })
  })
})

/** One round for each fault. */
function run(broker: RunningBroker, faults: readonly Fault[]): Promise<FaultRunResult> {
  return faultRun({
    broker,
    people: { patients: 200, medecins: 20 },
    rate: 100,
    rounds: faults.length,
    seed: 7,
    standbys: 0,
    faults,
    say: () => {},
  })
}

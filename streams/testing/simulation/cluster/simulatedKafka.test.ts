import { afterAll, beforeAll, describe } from 'vitest'
import { Simulator } from '../simulator.ts'
import { ClusterFixture, type Ground } from './contract/clusterFixture.ts'
import { groupRules } from './contract/groupRules.ts'
import { logRules } from './contract/logRules.ts'
import { offsetRules } from './contract/offsetRules.ts'
import { transactionRules } from './contract/transactionRules.ts'
import { SimulatedKafka, type SimulatedKafkaOptions } from './simulatedKafka.ts'

/** A calm network, and one that is slow and late: no rule may depend on that. */
const grounds: readonly [string, SimulatedKafkaOptions][] = [
  ['quick', {}],
  ['slow, with late markers', { latencyMs: [1, 60], lateMarkerChance: 0.5, lateMarkerMs: 400 }],
  ['one broker, one coordinator', { brokers: 1, offsetsPartitions: 1 }],
]

describe.for(grounds)('the simulated cluster: %s', ([, options]) => {
  let fixture: ClusterFixture

  beforeAll(async () => {
    fixture = await ClusterFixture.open(simulatedGround(1, options))
  })

  afterAll(() => fixture.close())

  describe('logs', () => logRules(() => fixture))
  describe('transactions', () => transactionRules(() => fixture))
  describe('offsets', () => offsetRules(() => fixture))
  describe('groups', () => groupRules(() => fixture))
})

/** Virtual time passes by itself, whenever nothing else is to be done. */
function simulatedGround(seed: number, options: SimulatedKafkaOptions): Ground {
  const simulator = new Simulator(seed)
  const kafka = new SimulatedKafka(simulator, options)
  let isClosed = false
  const pass = async () => {
    while (!isClosed) {
      await simulator.run(() => isClosed, Number.POSITIVE_INFINITY)
    }
  }
  void pass()
  return {
    connect: async () => kafka.connect('contract'),
    sleep: ms => new Promise(resolve => simulator.schedule(ms, resolve)),
    now: () => simulator.now,
    time: () => kafka.time,
    prefix: 'contract',
    close: async () => {
      isClosed = true
    },
  }
}

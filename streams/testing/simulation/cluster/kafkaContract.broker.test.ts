import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe } from 'vitest'
import { connectKafka } from '../../../wire/connectKafka.ts'
import { ClusterFixture } from './contract/clusterFixture.ts'
import { groupRules } from './contract/groupRules.ts'
import { logRules } from './contract/logRules.ts'
import { offsetRules } from './contract/offsetRules.ts'
import { transactionRules } from './contract/transactionRules.ts'

const brokers = process.env.KAFKA_BROKERS?.split(',') ?? []

describe.skipIf(brokers.length === 0)('a real cluster', () => {
  let fixture: ClusterFixture

  beforeAll(async () => {
    fixture = await ClusterFixture.open({
      connect: () => connectKafka({ brokers, clientId: 'contract' }),
      sleep: ms => sleep(ms),
      now: () => performance.now(),
      time: () => Date.now(),
      prefix: `contract-${randomUUID().slice(0, 8)}`,
      close: async () => {},
    })
  })

  afterAll(() => fixture.close())

  describe('logs', () => logRules(() => fixture))
  describe('transactions', () => transactionRules(() => fixture))
  describe('offsets', () => offsetRules(() => fixture))
  describe('groups', () => groupRules(() => fixture))
})

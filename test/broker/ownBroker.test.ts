import { afterAll, beforeAll, expect, test } from 'vitest'
import { askPort } from '../../broker/portAnswer.ts'
import { silentProgress } from '../../broker/progress.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { describeWithBroker } from '../setup/broker.ts'

describeWithBroker('a broker of a test’s own', () => {
  let broker: Awaited<ReturnType<typeof startOwn>>
  let port: number
  beforeAll(async () => {
    broker = await startOwn()
    port = Number(broker.brokers[0]?.split(':')[1])
  })
  afterAll(() => broker?.stop())

  test('is not the run’s broker', () => {
    expect(broker.how).toBe('jvm')
    expect(broker.brokers.join()).not.toBe(process.env.KAFKA_BROKERS)
  })

  test('comes back on the same port as the same cluster after it was killed', async () => {
    const before = await askPort('127.0.0.1', port)
    expect(before).toMatchObject({ kind: 'kafka', brokers: 1 })
    await broker.control.kill()
    expect(await askPort('127.0.0.1', port)).toEqual({ kind: 'closed' })
    await broker.control.restart()
    expect(await askPort('127.0.0.1', port)).toEqual(before)
  })

  test('is gone after stop, which may be called twice', async () => {
    await broker.stop()
    await broker.stop()
    expect(await askPort('127.0.0.1', port)).toEqual({ kind: 'closed' })
  })
})

function startOwn() {
  return startTestBroker({ own: true, progress: silentProgress })
}

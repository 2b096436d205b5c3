import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type IndexDefinitions, json, type KafkaStreams, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

interface Rdv {
  readonly patientId: string | null
  readonly jour: number
}

/** Indexes on a real broker: commits, restores without a state directory, and programs that declare others. */
describe.skipIf(!process.env.KAFKA_BROKERS)('indexes', () => {
  let fixture: BrokerFixture
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
  })
  afterEach(() => fixture.close())

  test('answer from the rows that are committed, restored, or there since before they were declared', async () => {
    const input = await fixture.topic('in', 1)
    const logged: { readonly message: string; readonly details: object }[] = []
    const log = (details: object, message: string) => logged.push({ message, details })
    const start = async (stateDir: string, indexes: IndexDefinitions<Rdv>) => {
      const builder = new StreamsBuilder()
      builder.stream(input, { key: text, value: json<Rdv>() }).toTable({ store: 'rdvs', indexes })
      const logger = { info: log, warn: log, error: log }
      const streams = await fixture.start(builder.build(), { stateDir, logger })
      await streams.reached('RUNNING')
      return streams
    }
    const keysBy = async (streams: KafkaStreams, range: { readonly index: string; readonly key?: string }) =>
      (await streams.store<string, Rdv>('rdvs').indexPage(range)).rows.map(([key]) => key)
    const put = (key: string, patientId: string | null, jour: number) => ({
      key,
      value: JSON.stringify({ patientId, jour }),
    })
    const byPatient: IndexDefinitions<Rdv> = {
      byPatient: row => (row.patientId === null ? null : [row.patientId, row.jour]),
    }
    const directory = await fixture.stateDir()

    const first = await start(directory, byPatient)
    await fixture.produce(input, [put('a', 'P1', 3), put('b', 'P1', 1), put('c', 'P2', 2), put('d', 'P2', 1)])
    await fixture.produce(input, [put('a', 'P1', 0), put('c', 'P1', 2), { key: 'd', value: null }])
    const isDone = (keys: readonly string[]) => JSON.stringify(keys) === JSON.stringify(['a', 'b', 'c'])
    await fixture.until(() => keysBy(first, { index: 'byPatient', key: 'P1' }), isDone)
    expect(await keysBy(first, { index: 'byPatient', key: 'P2' })).toEqual([])
    expect(await first.store('rdvs').count({ index: 'byPatient' })).toBe(3)
    await first.stop()

    // The same rows in the same directory, and another index.
    logged.length = 0
    const second = await start(directory, { ...byPatient, byJour: row => row.jour })
    expect(await keysBy(second, { index: 'byJour' })).toEqual(['a', 'b', 'c'])
    expect(await keysBy(second, { index: 'byPatient', key: 'P1' })).toEqual(['a', 'b', 'c'])
    expect(logged).toContainEqual(
      expect.objectContaining({
        message: 'indexes built from the rows',
        details: expect.objectContaining({ store: 'rdvs', partition: 0, indexes: 'byJour', rows: 3 }),
      }),
    )
    expect(logged.map(({ message }) => message)).toContain('state is current')
    await second.stop()

    // Nothing but the changelog; another function, told by its version.
    const third = await start(await fixture.stateDir(), { byJour: { key: row => -row.jour, version: 2 } })
    expect(await keysBy(third, { index: 'byJour' })).toEqual(['c', 'b', 'a'])
    await fixture.produce(input, [put('b', null, 9)])
    const isChanged = (keys: readonly string[]) => JSON.stringify(keys) === JSON.stringify(['b', 'c', 'a'])
    await fixture.until(() => keysBy(third, { index: 'byJour' }), isChanged)
  })
})

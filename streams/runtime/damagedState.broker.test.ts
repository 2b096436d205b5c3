import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

describe.skipIf(!process.env.KAFKA_BROKERS)('damaged state under an instance', () => {
  let fixture: BrokerFixture
  let warnings: string[]
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    warnings = []
  })
  afterEach(() => fixture.close())

  const sstFiles = async (path: string) => (await readdir(path)).filter(name => name.endsWith('.sst'))

  test.each([
    ['a block that fails its checksum', 'flip'],
    ['a file that is gone', 'delete'],
  ])('%s: set aside and rebuilt, nothing lost or doubled', async (_, damage) => {
    const input = await fixture.topic('in', 1)
    const output = await fixture.topic('out', 1)
    const stateDir = await fixture.stateDir()
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .groupByKey()
      .count({ store: 'nombres' })
      .toStream()
      .mapValues(count => String(count))
      .to(output, { value: text })
    const topology = builder.build()
    const start = () =>
      fixture.start(topology, {
        stateDir,
        logger: {
          info() {},
          warn: (details, message) => void warnings.push(`${message} ${JSON.stringify(details)}`),
          error() {},
        },
      })
    const five = ['a', 'b', 'c', 'd', 'e'].map(key => ({ key, value: 'x' }))
    const written = (count: number) =>
      fixture.until(
        () => fixture.read(output),
        records => records.length >= count,
      )
    // What one life writes is in the log; the next one's start brings it into a file.
    for (const life of [1, 2, 3]) {
      await fixture.produce(input, five)
      const streams = await start()
      await written(life * 5)
      await streams.stop()
    }

    const rocksdb = join(stateDir, 'rocksdb')
    const files = await sstFiles(rocksdb)
    expect(files.length).toBeGreaterThan(0)
    for (const name of files) {
      const file = join(rocksdb, name)
      if (damage === 'delete') await rm(file)
      else {
        const bytes = await readFile(file)
        bytes[5]! ^= 0xff
        await writeFile(file, bytes)
      }
    }
    await fixture.produce(input, five)
    const rebuilt = await start()
      .then(async streams => {
        await Promise.race([streams.done, written(20)])
        return streams
      })
      .catch(error => {
        expect(error).toMatchObject({ code: 'STATE_CORRUPT' })
        return start()
      })
    const records = await written(20)
    for (const { key } of five)
      expect(records.filter(record => record.key === key).map(({ value }) => value)).toEqual([
        '1',
        '2',
        '3',
        '4',
      ])
    expect(warnings.join()).toMatch(/state set aside.*rocksdb/)
    const view = rebuilt.store<string, number>('nombres')
    await fixture.until(
      () => view.get('a'),
      count => count === 4,
    )
  })
})

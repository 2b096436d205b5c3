import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import type { Logger } from './logger.ts'
import { StateDirectory } from './stateDirectory.ts'

const bytes = (text: string) => Buffer.from(text)

describe('a state directory', () => {
  let path: string
  let warnings: string[]
  const logger: Logger = {
    info() {},
    warn: (details, message) => void warnings.push(`${message} ${JSON.stringify(details)}`),
    error() {},
  }
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'millrace-state-'))
    warnings = []
  })
  afterEach(() => rm(path, { recursive: true, force: true }))

  const open = (applicationId = 'app') => new StateDirectory(path).open(applicationId, logger)
  const identityFile = () => join(path, 'identity.json')
  const shelf = async () =>
    (await readdir(join(path, 'set-aside')).catch(() => [])).filter(name => name !== 'lock')
  /** A state with rows in files and in the write-ahead log. */
  async function begin() {
    for (let round = 0; round < 2; round++) {
      const { database, close, identity } = await open()
      for (let batchNumber = 0; batchNumber < 20; batchNumber++) {
        const batch = database.batch()
        for (let row = 0; row < 20; row++)
          batch.put('s', 0, bytes(`k${round}-${batchNumber}-${row}`), Buffer.alloc(300, row))
        batch.setPosition('s', 0, {
          topic: 't',
          topicId: 'id',
          offset: round * 20 + batchNumber + 1,
          time: 1,
        })
        await batch.write()
      }
      await close()
      if (round === 1) return identity
    }
    throw new Error('unreachable')
  }
  const look = async (applicationId?: string) => {
    const { database, identity, close } = await open(applicationId)
    try {
      const rows = await database.range('s', 0, {})
      const position = await database.position('s', 0)
      return { identity, rows: rows.length, offset: position?.offset ?? null }
    } finally {
      await close()
    }
  }

  test('is the same member again, with its rows', async () => {
    const identity = await begin()
    expect(await look()).toMatchObject({ identity, rows: 800, offset: 40 })
    expect(warnings).toEqual([])
  })

  test('an identity from before there were checksums is read', async () => {
    const old = { format: 1, applicationId: 'app', memberId: 'm', processId: 'p' }
    await writeFile(identityFile(), JSON.stringify(old, null, 2))
    expect((await look()).identity).toMatchObject({ memberId: 'm', processId: 'p' })
  })

  test.each([
    ['is empty', () => ''],
    ['is cut off', (text: string) => text.slice(0, text.length / 2)],
    ['has another member in it', (text: string) => text.replace(/"memberId": "./, '"memberId": "x')],
    ['is no object', () => 'null'],
    ['lacks its member', () => '{"format":1,"applicationId":"app","processId":"p"}'],
  ])('an identity that %s is set aside with its state, and begun anew', async (_, damage) => {
    const before = await begin()
    await writeFile(identityFile(), damage(await readFile(identityFile(), 'utf8')))
    const after = await look()
    expect(after).toMatchObject({ rows: 0, offset: null })
    expect(after.identity.memberId).not.toBe(before.memberId)
    const [aside] = await shelf()
    expect((await readdir(join(path, 'set-aside', aside!))).sort()).toEqual(['identity.json', 'rocksdb'])
    expect(warnings.join()).toMatch(/state set aside.*identity\.json/)
    expect(warnings.join()).toContain(join(path, 'set-aside', aside!))
    expect(await look()).toMatchObject({ identity: after.identity })
  })

  test('another application’s state is set aside, and is whole when it is put back', async () => {
    const before = await begin()
    expect(await look('other')).toMatchObject({ rows: 0, offset: null })
    expect(warnings.join()).toMatch(/it is of application \\"app\\", and this is \\"other\\"/)
    const [aside] = await shelf()
    const back = await mkdtemp(join(tmpdir(), 'millrace-state-'))
    await cp(join(path, 'set-aside', aside!), back, { recursive: true })
    const { identity, database, close } = await new StateDirectory(back).open('app', logger)
    expect(identity).toMatchObject({ memberId: before.memberId, processId: before.processId })
    expect(await database.range('s', 0, {})).toHaveLength(800)
    await close()
    await rm(back, { recursive: true })
  })

  test('another application’s state is left alone while that one runs', async () => {
    const running = await open('app')
    await expect(open('other')).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    expect(await shelf()).toEqual([])
    await running.close()
  })

  test('a later version’s state is refused, not set aside', async () => {
    await begin()
    const identity = JSON.parse(await readFile(identityFile(), 'utf8'))
    await writeFile(identityFile(), JSON.stringify({ ...identity, format: 2, checksum: 'of another kind' }))
    await expect(open()).rejects.toMatchObject({ code: 'STATE_NEWER' })
    expect(await shelf()).toEqual([])
  })

  test('what is set aside does not fill the disk: the sixth time is an error with its remedy', async () => {
    for (let i = 0; i < 5; i++) await (await open(`app-${i}`)).close()
    await (await open('app-5')).close()
    await expect(open('app-6')).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
      message: expect.stringMatching(/5 that were set aside before.*delete what is in there/),
    })
    await rm(join(path, 'set-aside'), { recursive: true })
    await (await open('app-6')).close()
  })

  test('a path that cannot be a directory is a clear error', async () => {
    await writeFile(join(path, 'file'), '')
    await expect(new StateDirectory(join(path, 'file', 'state')).open('app', logger)).rejects.toMatchObject({
      code: 'STATE_IO',
    })
  })

  test('a position that is not what was written has that store alone dropped', async () => {
    const { database, close } = await open()
    const batch = database.batch()
    for (const store of ['good', 'bad']) {
      batch.put(store, 0, bytes('k'), bytes('v'))
      batch.setPosition(store, 0, { topic: 't', topicId: 'id', offset: 123, time: 1 })
    }
    await batch.write()
    // One digit of the offset, under the same checksum.
    const key = Buffer.from('\0position\0["bad",0]')
    const { default: RocksDB } = await import('rocksdb-native')
    await close()
    const raw = new RocksDB(join(path, 'rocksdb'))
    const stored = (await raw.get(key))!.toString()
    await raw.put(key, bytes(stored.replace('123', '124')))
    await raw.close()
    const again = await open()
    expect(await again.database.range('bad', 0, {})).toEqual([])
    expect(await again.database.range('good', 0, {})).toHaveLength(1)
    expect((await again.database.positions()).map(({ store }) => store)).toEqual(['good'])
    expect(warnings.join()).toMatch(/"store":"bad".*not what was written/)
    await again.close()
  })

  /** Whatever is done to a file: the rows are the whole of some batch, or the state was set aside, or reading says so. */
  describe('damaged files', () => {
    const kinds = ['CURRENT', 'MANIFEST', 'sst', 'log'] as const
    const ways = [
      'deleted',
      'emptied',
      'halved',
      'flipped at its begin',
      'flipped in the middle',
      'flipped at its end',
    ] as const
    test.each(kinds.flatMap(kind => ways.map(way => [kind, way] as const)))('%s %s', async (kind, way) => {
      const live = await open()
      const write = async (number: number) => {
        const batch = live.database.batch()
        for (let row = 0; row < 10; row++)
          batch.put('s', 0, bytes(`${number}-${row}`), Buffer.alloc(300, row))
        batch.setPosition('s', 0, { topic: 't', topicId: 'id', offset: number, time: 1 })
        await batch.write()
      }
      for (let number = 1; number <= 20; number++) await write(number)
      await live.close() // into a file
      const again = await open()
      for (let number = 21; number <= 40; number++) {
        const batch = again.database.batch()
        for (let row = 0; row < 10; row++)
          batch.put('s', 0, bytes(`${number}-${row}`), Buffer.alloc(300, row))
        batch.setPosition('s', 0, { topic: 't', topicId: 'id', offset: number, time: 1 })
        await batch.write()
      }
      // A copy of an open one is what a kill leaves: the later half is in the log alone.
      const copy = await mkdtemp(join(tmpdir(), 'millrace-state-'))
      await cp(path, copy, { recursive: true })
      await again.close()
      await rm(path, { recursive: true })
      path = copy

      const files = (await readdir(join(path, 'rocksdb'))).filter(name =>
        kind === 'sst' || kind === 'log' ? name.endsWith(`.${kind}`) : name.startsWith(kind),
      )
      expect(files.length).toBeGreaterThan(0)
      const file = join(path, 'rocksdb', files[0]!)
      const whole = await readFile(file)
      if (way === 'deleted') await rm(file)
      else if (way === 'emptied') await truncate(file, 0)
      else if (way === 'halved') await truncate(file, whole.length >> 1)
      else {
        const at = way.endsWith('begin') ? 2 : way.endsWith('end') ? whole.length - 8 : whole.length >> 1
        whole[at]! ^= 0xff
        await writeFile(file, whole)
      }

      let rows: number
      let offset: number | null
      try {
        ;({ rows, offset } = await look())
      } catch (error) {
        // Found at a read: that ends the instance, and the next start sets it aside.
        expect(error).toMatchObject({ code: 'STATE_CORRUPT' })
        ;({ rows, offset } = await look())
        expect(rows).toBe(0)
      }
      expect(rows).toBe((offset ?? 0) * 10)
      if (offset === null) expect(warnings.join()).toMatch(/state set aside/)
      else if (kind === 'log') expect(offset).toBeGreaterThanOrEqual(20)
      // And it goes on being used.
      const { database, close } = await open()
      const batch = database.batch()
      batch.put('s', 0, bytes('new'), bytes('1'))
      await batch.write()
      expect(await database.get('s', 0, [bytes('new')])).toEqual([bytes('1')])
      await close()
    })
  })

  test('a log that is cut at any byte gives the rows of exactly the batch that the position tells', async () => {
    const { database, close } = await open()
    const model = new Map<string, string>()
    const states: ReadonlyMap<string, string>[] = [new Map()]
    for (let number = 1; number <= 60; number++) {
      const batch = database.batch()
      for (let row = 0; row < 8; row++) {
        const key = `k${(number * 7 + row * 3) % 40}`
        if ((number + row) % 5 === 0) {
          batch.delete('s', 0, bytes(key))
          model.delete(key)
        } else {
          batch.put('s', 0, bytes(key), bytes(`${number}-${'x'.repeat((number * row) % 90)}`))
          model.set(key, `${number}-${'x'.repeat((number * row) % 90)}`)
        }
      }
      batch.setPosition('s', 0, { topic: 't', topicId: 'id', offset: number, time: 1 })
      await batch.write()
      states.push(new Map(model))
    }
    const log = (await readdir(join(path, 'rocksdb'))).find(name => name.endsWith('.log'))!
    const size = (await readFile(join(path, 'rocksdb', log))).length
    const seen = new Set<number>()
    const copy = await mkdtemp(join(tmpdir(), 'millrace-cut-'))
    for (let i = 0; i <= 80; i++) {
      // Spread over the whole log, not on any boundary of its 32 KiB blocks or of a batch but by chance.
      const cut = Math.min(size, Math.floor((i * size) / 80) + ((i * 13) % 29))
      await rm(copy, { recursive: true })
      await cp(join(path, 'rocksdb'), copy, { recursive: true })
      await truncate(join(copy, log), cut)
      const cutDatabase = await RocksDatabase.open(copy)
      const offset = (await cutDatabase.position('s', 0))?.offset ?? 0
      const rows = await cutDatabase.range('s', 0, {})
      await cutDatabase.close()
      expect(new Map(rows.map(({ key, value }) => [String(key), String(value)]))).toEqual(states[offset])
      seen.add(offset)
    }
    await rm(copy, { recursive: true })
    await close()
    expect(seen.size).toBeGreaterThan(30)
    expect(seen.has(60)).toBe(true)
  })
})

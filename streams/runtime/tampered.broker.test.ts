import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, type KafkaStreams, type StoreHash, StreamsBuilder, text } from '../index.ts'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

interface Client {
  readonly nom: string
  readonly ville: string
}

describe.skipIf(!process.env.KAFKA_BROKERS)('what was changed by hand', () => {
  let fixture: BrokerFixture
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
  })
  afterEach(() => fixture.close())

  const rows = 40 + 7 + 1

  /** Clients by their key, and how many each town has: two stores with changelogs, and one restored from its topic. */
  async function application() {
    const clients = await fixture.topic('clients')
    const villes = await fixture.topic('villes')
    const builder = new StreamsBuilder()
    const stream = builder.stream(clients, { key: text, value: json<Client>() })
    stream.toTable({ store: 'clients' })
    stream
      .selectKey(client => client.ville, { key: text })
      .repartition({ name: 'par-ville' })
      .groupByKey()
      .count({ store: 'nombres' })
    builder.table(villes, { key: text, value: json<unknown>(), store: 'villes' })
    const all = Array.from({ length: 60 }, (_, n) => ({
      key: `C${n % 40}`,
      value: JSON.stringify({ nom: `n${n}`, ville: `V${n % 7}` }),
    }))
    await fixture.produce(clients, all)
    // Not as JSON.stringify writes it: what restores it must write it as the task does.
    await fixture.produce(villes, [{ key: 'V1', value: '{ "pays" : "MA" }' }])
    return builder.build()
  }

  const known = (streams: KafkaStreams, rows: number) =>
    fixture.until(
      () => streams.hashes(),
      hashes => hashes.every(({ hash }) => hash !== null) && rowsOf(hashes) === rows,
    )
  /** Rows do not tell that all is counted: the last records change what is there. Each client passes two topics. */
  async function processed(streams: KafkaStreams): Promise<readonly StoreHash[]> {
    await fixture.until(
      () => streams.status(),
      ({ totals, tasks }) =>
        totals.processed >= 2 * 60 &&
        tasks.every(({ stores }) => stores.every(({ uncommittedRows }) => uncommittedRows === 0)),
    )
    return known(streams, rows)
  }
  const rowsOf = (hashes: readonly StoreHash[]) => hashes.reduce((sum, { rows }) => sum + (rows ?? 0), 0)
  const inShort = (hashes: readonly StoreHash[]) =>
    Object.fromEntries(
      hashes.map(({ store, partition, rows, hash }) => [`${store}/${partition}`, `${rows} ${hash}`]),
    )
  const isEqual = (some: readonly StoreHash[], others: readonly StoreHash[]) =>
    isDeepStrictEqual(inShort(some), inShort(others))
  /** Store partitions whose rows are not what the hash says. */
  async function wrong(streams: KafkaStreams): Promise<readonly string[]> {
    const snapshot = await streams.cutSnapshot('look')
    const found: string[] = []
    for (const { store, partition, hash } of snapshot.hashes)
      if ((await snapshot.scan(store, partition)).hash !== hash) found.push(`${store}/${partition}`)
    snapshot.close()
    return found
  }
  test('a byte of one row on the disk: a scan finds it, and names store and partition', async () => {
    const topology = await application()
    const stateDir = await fixture.stateDir()
    const before = await fixture.start(topology, { stateDir })
    const kept = await processed(before)
    expect(await wrong(before)).toEqual([])
    await before.stop()

    const { partition } = kept.find(({ store, rows }) => store === 'clients' && rows! > 0)!
    const database = await RocksDatabase.open(join(stateDir, 'rocksdb'))
    const [row] = await database.range('clients', partition, { limit: 1 })
    const value = Buffer.from(row!.value)
    value[value.length - 4]! ^= 1
    const batch = database.batch()
    batch.put('clients', partition, row!.key, value)
    await batch.write()
    await database.close()

    const after = await fixture.start(topology, { stateDir })
    expect(inShort(await known(after, rows))).toEqual(inShort(kept))
    expect(await wrong(after)).toEqual([`clients/${partition}`])
  })

  test('a row in a changelog: who restores from it believes it, a replay of the input does not', async () => {
    const topology = await application()
    const stateDir = await fixture.stateDir()
    const before = await fixture.start(topology, { stateDir })
    const kept = await processed(before)
    await before.stop()

    // What was committed says what its rows are, to whoever has nothing.
    await rm(join(stateDir, 'rocksdb'), { recursive: true })
    const restored = await fixture.start(topology, { stateDir })
    expect(inShort(await known(restored, rows))).toEqual(inShort(kept))
    await restored.stop()

    const changelog = `${fixture.name('app')}-nombres-changelog`
    const changed = (await fixture.read(changelog)).at(-1)!
    await fixture.produce(changelog, [{ key: changed.key, value: '1000', timestamp: changed.timestamp }])
    await rm(join(stateDir, 'rocksdb'), { recursive: true })
    const deceived = await fixture.start(topology, { stateDir })
    const told = await known(deceived, rows)
    expect(await wrong(deceived)).toEqual([])

    const replay = await fixture.start(topology, { applicationId: fixture.name('replay') })
    const proved = inShort(await processed(replay))
    expect(proved).toEqual(inShort(kept))
    const differing = told.filter(
      ({ store, partition, rows, hash }) => proved[`${store}/${partition}`] !== `${rows} ${hash}`,
    )
    expect(differing.map(({ store, partition }) => `${store}/${partition}`)).toEqual([
      `nombres/${changed.partition}`,
    ])
  })

  test('a standby knows the hash of what it follows, and so does who takes over', async () => {
    const topology = await application()
    const options = { standbys: 1 }
    const first = await fixture.start(topology, options)
    const kept = await processed(first)
    const second = await fixture.start(topology, options)
    // Kafka gives no standby to a subtopology without changelogs of its own.
    const shared = (streams: KafkaStreams) => streams.hashes().filter(({ store }) => store !== 'villes')
    const pair = await fixture.until(
      () => [first, second].map(shared),
      all => all.flat().length === 12 && isEqual(all[0]!, all[1]!),
    )
    expect(rowsOf(pair[1]!)).toBe(rows - 1)
    expect(inShort(kept)).toMatchObject(inShort(pair[1]!))
    await first.stop()
    const alone = await fixture.until(
      () => second.hashes(),
      hashes => hashes.length === 9 && hashes.every(({ role, hash }) => role === 'active' && hash !== null),
    )
    expect(inShort(alone)).toMatchObject(inShort(pair[1]!))
    expect(await wrong(second)).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { StreamsBuilder, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'
import type { PartitionLog } from '../testing/simulation/cluster/partitionLog.ts'
import type { SimulatedKafkaOptions } from '../testing/simulation/cluster/simulatedKafka.ts'

const changelog = 'simulated-last-changelog'
const minute = 60_000

/** The last value of each key; an empty one deletes the row. A partition is a task with a store. */
function clusterOf(partitions = 1, kafka: SimulatedKafkaOptions = {}): SimulatedCluster {
  const builder = new StreamsBuilder()
  builder
    .stream('events', { key: text, value: text })
    .groupByKey()
    .aggregate<string>(
      () => '',
      (_, value) => (value === '' ? undefined : value),
      { store: 'last', value: text },
    )
  return new SimulatedCluster({
    topology: builder.build(),
    topics: { events: partitions },
    seed: 1,
    streams: { memoryBytes: 64 * 1024 * 1024 },
    kafka,
  })
}

/** One commit for each call. */
async function write(cluster: SimulatedCluster, rows: Readonly<Record<string, string>>, partition = 0) {
  for (const [key, value] of Object.entries(rows)) cluster.produce('events', { key, value, partition })
  await cluster.quiet()
}

/** Another instance goes on meanwhile. */
async function meanwhile(cluster: SimulatedCluster, ...commits: readonly Readonly<Record<string, string>>[]) {
  cluster.start('b')
  for (const rows of commits) await write(cluster, rows)
  await cluster.stop('b')
}

const told = (cluster: SimulatedCluster, who: string, what: string) =>
  cluster.trace.filter(event => event.who === who && event.what.startsWith(what))
const logOf = (cluster: SimulatedCluster, partition = 0): PartitionLog =>
  cluster.kafka.topics.log({ topic: changelog, partition })!
const keepDeletionsFor = (cluster: SimulatedCluster, ms: number) =>
  cluster.kafka.topics.get(changelog)!.configs.set('delete.retention.ms', String(ms))
const large = (keys: number, letter: string) =>
  Object.fromEntries(Array.from({ length: keys }, (_, i) => [`${letter}${i}`, letter.repeat(50_000)]))
const rowsOf = async (cluster: SimulatedCluster) => Object.fromEntries(await cluster.rows<string>('last'))

describe('how old a position is', () => {
  // The position of a store that does not change was as old as its last change: a quiet weekend, and the state was dropped.
  test('a task that had nothing to write for long keeps its state, though another had it for a moment', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1' })
    keepDeletionsFor(cluster, 40 * minute)
    await cluster.advance(30 * minute)
    cluster.crash('a')
    await meanwhile(cluster, { k: '2' })
    cluster.start('a')
    await cluster.quiet()
    expect(told(cluster, 'a', 'state set aside')).toEqual([])
    expect(told(cluster, 'a', 'restoring the tail of a store')).toHaveLength(1)
    expect(await rowsOf(cluster)).toEqual({ k: '2' })
  })

  test('a process that was away for long, and does not know it yet, does not make its position young', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1', ghost: 'x' })
    keepDeletionsFor(cluster, 40 * minute)
    await cluster.advance(9 * minute)
    cluster.pause('a')
    cluster.start('b')
    await cluster.advance(minute)
    for (const [key, value] of [
      ['ghost', ''],
      ['k', '2'],
    ] as const) {
      cluster.produce('events', { key, value })
      await cluster.advance(5_000)
    }
    await cluster.stop('b')
    await cluster.advance(50 * minute)
    cluster.kafka.compact(changelog, true)
    cluster.wake('a')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '2' })
    expect(told(cluster, 'a', 'state set aside')).toHaveLength(1)
  })

  test('a restore that lasts longer than deletions are kept begins again', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { ghost: 'x' })
    await write(cluster, large(500, 'a'))
    await write(cluster, { ghost: '' })
    await cluster.stop('a')
    keepDeletionsFor(cluster, minute)
    const b = cluster.instance('b')
    b.at(/^disk write answered/, 1, () => {
      b.disk.slow(2 * minute)
      cluster.kafka.compact(changelog, true)
    })
    cluster.start('b')
    await cluster.quiet(10 * minute)
    expect(await rowsOf(cluster)).toEqual(large(500, 'a'))
    expect(told(cluster, 'b', 'a changelog cannot be replayed').map(({ details }) => details)).toMatchObject([
      { why: expect.stringContaining('deletions may have been compacted away') },
    ])
  })
})

describe('a changelog that was cut off', () => {
  // A position is before the marker of its commit.
  test('at its end, so that a marker alone is gone: the state is kept', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1' })
    await cluster.stop('a')
    cluster.kafka.truncateBefore(changelog, 0, logOf(cluster).end)
    cluster.start('a')
    await write(cluster, { l: '2' })
    expect(told(cluster, 'a', 'state set aside')).toEqual([])
    expect(await rowsOf(cluster)).toEqual({ k: '1', l: '2' })
  })

  test('in the middle of a commit that was not seen: what the log has is what there is', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1' })
    await cluster.stop('a')
    const { end } = logOf(cluster)
    await meanwhile(cluster, { l: '2', m: '3' })
    await cluster.stop('b')
    cluster.kafka.truncateBefore(changelog, 0, end + 1)
    cluster.start('a')
    await cluster.quiet()
    expect(told(cluster, 'a', 'state set aside')).toHaveLength(1)
    expect(await rowsOf(cluster)).toEqual({ m: '3' })
  })
})

describe('a changelog that changes while it is replayed', () => {
  test('cut before the place that is read: what was read is dropped, and it begins again', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { gone: 'x' })
    await write(cluster, large(300, 'a'))
    await write(cluster, { k: '1' })
    await cluster.stop('a')
    const b = cluster.instance('b')
    const log = logOf(cluster)
    b.at(/^disk write answered/, 1, () => cluster.kafka.truncateBefore(changelog, 0, log.end - 2))
    cluster.start('b')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '1' })
    expect(told(cluster, 'b', 'a changelog cannot be replayed')).toHaveLength(1)
    expect(told(cluster, 'b', 'state set aside')).toHaveLength(1)
  })

  // Its id was remembered from before: positions were written with it, and the next start set the state aside for that.
  test('made anew: what was read is dropped, and what comes is kept', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, large(300, 'a'))
    await cluster.stop('a')
    const b = cluster.instance('b')
    b.at(/^disk write answered/, 1, () => cluster.kafka.recreateTopic(changelog))
    cluster.start('b')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({})
    expect(told(cluster, 'b', 'a changelog cannot be replayed').map(({ details }) => details)).toMatchObject([
      { why: 'UNKNOWN_TOPIC_ID' },
    ])
    await write(cluster, { k: '1' })
    await cluster.stop('b')
    cluster.start('b')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '1' })
    expect(told(cluster, 'b', 'state set aside')).toHaveLength(1)
  })

  test('again and again: that ends the instance, with a code', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    for (let n = 0; n < 50; n++) await write(cluster, { k: String(n) })
    await cluster.stop('a')
    const b = cluster.instance('b')
    const log = logOf(cluster)
    const cut = () => {
      b.at(/^listOffsets answered/, 1, () => {
        cluster.kafka.truncateBefore(changelog, 0, log.start + 1)
        cut()
      })
    }
    cut()
    cluster.start('b')
    await cluster.until(() => b.ended !== null, 2 * minute)
    expect(b.ended).toMatchObject({
      code: 'CHANGELOG_UNREADABLE',
      message: expect.stringMatching(/simulated-last-changelog\[0\].*"last".*OFFSET_OUT_OF_RANGE/),
    })
    b.forgetTraps()
    cluster.start('b')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '49' })
  })
})

describe('a changelog with bytes that are no records', () => {
  /** The log's own bytes of its first batch. */
  const damage = (log: PartitionLog) => {
    const bytes = log.read(0, 1, Number.MAX_SAFE_INTEGER, true)
    bytes[bytes.length - 1]! ^= 0xff
  }

  test('ends the instance with a code, unless it has the rows; once mended it goes on', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1' })
    await write(cluster, { l: '2' })
    await cluster.stop('a')
    damage(logOf(cluster))
    const b = cluster.instance('b')
    cluster.start('b')
    await cluster.until(() => b.ended !== null, minute)
    expect(b.ended).toMatchObject({
      code: 'CHANGELOG_UNREADABLE',
      message: expect.stringMatching(
        /simulated-last-changelog\[0\].*"last".*Corrupt record batch at offset 0/,
      ),
    })
    cluster.start('a')
    await write(cluster, { m: '3' })
    expect(await rowsOf(cluster)).toEqual({ k: '1', l: '2', m: '3' })
    await cluster.stop('a')
    damage(logOf(cluster))
    cluster.start('b')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '1', l: '2', m: '3' })
  })

  test('damage on the way is not an end', async () => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { k: '1' })
    await cluster.stop('a')
    damage(logOf(cluster))
    cluster.start('b')
    await cluster.until(() => told(cluster, 'b', 'a changelog cannot be replayed').length > 0, minute)
    damage(logOf(cluster))
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '1' })
    expect(cluster.instance('b').ended).toBeNull()
  })
})

test('while one task restores, the others process and commit', async () => {
  const cluster = clusterOf(2, { latencyMs: [5, 40] })
  cluster.start('a')
  await write(cluster, large(500, 'a'), 0)
  await write(cluster, { k: '0' }, 1)
  await cluster.stop('a')
  cluster.start('b')
  const b = cluster.instance('b')
  const restoring = () => b.streams!.status().restoring.map(({ partition }) => partition)
  const committed = () => cluster.kafka.groups.offsetsOf('simulated').get('events[1]')!
  await cluster.until(() => b.streams!.status().tasks.length === 1 && restoring().includes(0), minute)
  const seen: number[] = []
  for (let n = 1; restoring().includes(0); n++) {
    cluster.produce('events', { key: 'k', value: String(n), partition: 1 })
    await cluster.advance(50)
    seen.push(committed())
  }
  expect(new Set(seen).size).toBeGreaterThan(3)
  await cluster.quiet()
  expect(told(cluster, 'b', 'transaction given up')).toEqual([])
  expect((await rowsOf(cluster)).k).toBe(String(seen.length))
})

test.each(['position', 'position sent', 'position answered', 'rows', 'rows sent', 'rows answered'])(
  'a power cut while state is dropped, at "drop %s", leaves no row of it',
  async point => {
    const cluster = clusterOf()
    cluster.start('a')
    await write(cluster, { ghost: 'x', k: '1' })
    await cluster.stop('a')
    cluster.kafka.recreateTopic(changelog)
    await meanwhile(cluster, { k: '2' }, { l: '3' })
    const a = cluster.instance('a')
    a.at(new RegExp(`^disk drop ${point}$`), 1, () => a.cutPower())
    cluster.start('a')
    await cluster.until(() => a.streams === null, minute)
    cluster.start('a')
    await cluster.quiet()
    expect(await rowsOf(cluster)).toEqual({ k: '2', l: '3' })
  },
)

// The opening failed after 30 s, and for that all tasks were given up; giving up waited 30 s more.
test('while the leader of one changelog is away, the tasks of the others process and commit', async () => {
  const cluster = clusterOf(2, { offsetsPartitions: 1 })
  cluster.start('a')
  await write(cluster, { l: '0' }, 0)
  await write(cluster, { k: '0' }, 1)
  await cluster.stop('a')
  const { topics } = cluster.kafka
  for (const name of topics.names) topics.get(name)!.leaders.fill(0)
  topics.get(changelog)!.leaders[0] = 2
  cluster.kafka.takeBrokerAway(2, 120_000)
  cluster.start('b')
  const b = cluster.instance('b')
  await cluster.until(() => b.streams!.status().tasks.length === 1, minute)
  const committed = () => cluster.kafka.groups.offsetsOf('simulated').get('events[1]')!
  let longest = 0
  for (let since = cluster.now, before = committed(); cluster.now < 110_000; ) {
    cluster.produce('events', { key: 'k', value: 'x', partition: 1 })
    await cluster.advance(100)
    if (committed() > before) since = cluster.now
    before = committed()
    longest = Math.max(longest, cluster.now - since)
  }
  await cluster.quiet()
  expect(longest).toBeLessThan(3_000)
  expect(told(cluster, 'b', 'transaction given up')).toEqual([])
  expect(told(cluster, 'b', 'a task cannot be opened now').length).toBeGreaterThan(0)
  expect((await cluster.rows('last')).size).toBe(2)
})

import { describe, expect, test } from 'vitest'
import { json, keyValueStore, type Processor, StreamsBuilder, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'
import { type CutProgress, cutProgress } from './cutProgress.ts'
import type { KafkaStreams } from './kafkaStreams.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'
import type { KafkaStreamsOptions } from './options.ts'

const ttlMs = 10_000
const counts = keyValueStore<string, number>({ name: 'counts', key: text, value: json() })
const seen = keyValueStore({ name: 'seen', key: text, value: text, ttlMs })

const keep: Processor<string, string, string, string, { seen: typeof seen }> = {
  name: 'keep',
  stores: { seen },
  process({ key, value }, { stores, forward }) {
    if (value === 'bad') throw new Error('bad')
    stores.seen.put(key, value)
    forward(key, value)
  },
}

const count: Processor<string, string, never, never, { counts: typeof counts }> = {
  name: 'count',
  stores: { counts },
  process({ key }, { stores }) {
    stores.counts.put(key, (stores.counts.get(key) ?? 0) + 1)
  },
}

/** What comes in is counted, and goes through a repartition topic into a store whose rows have a time to live, and out. */
function world(
  streams: Partial<KafkaStreamsOptions> = {},
  made: (streams: KafkaStreams) => void = () => {},
  isCountedOnly = false,
) {
  const builder = new StreamsBuilder()
  const input = builder.stream('in', { key: text, value: text })
  input.process(count)
  if (!isCountedOnly)
    input
      .repartition({ name: 'spread', key: text, value: text })
      .process(keep, { key: text, value: text })
      .to('out')
  const cluster = new SimulatedCluster({
    topology: builder.build(),
    topics: { in: 2, out: 2, bad: 1 },
    seed: 5,
    streams: {
      errors: { process: () => 'dead-letter' },
      deadLetterTopic: 'bad',
      ...streams,
    },
    program: () => ({ made }),
  })
  const coordinator = cluster.kafka.connect('coordinator')
  const produce = (from: number, to: number, timestamp: (n: number) => number = n => n) => {
    for (let n = from; n < to; n++)
      cluster.produce('in', { key: `k${n}`, value: `v${n}`, timestamp: timestamp(n) })
  }
  const told = (topic: string) => cluster.read(topic, text, text).length
  const running = async (...names: readonly string[]) => {
    for (const name of names) cluster.start(name)
    await cluster.until(
      () => names.every(name => cluster.instance(name).streams!.state === 'RUNNING'),
      10_000,
    )
  }
  const of = (name: string) => cluster.instance(name).streams!
  /** Waits for what it is asked for. */
  const progress = async (
    cut: string,
    positions: ReadonlyMap<string, number> | null,
    isEnough: (progress: CutProgress) => boolean,
  ): Promise<CutProgress> => {
    for (const until = cluster.now + 20_000; ; ) {
      let answer: CutProgress | undefined
      void cutProgress(coordinator, 'simulated', cut, positions).then(found => {
        answer = found
      })
      await cluster.until(() => answer !== undefined, 10_000)
      if (isEnough(answer!)) return answer!
      if (cluster.now > until) throw new Error(`Still ${JSON.stringify(answer)}`)
      await cluster.advance(20)
    }
  }
  const held = async (cut: string) =>
    (await progress(cut, null, ({ positions }) => positions !== null)).positions!
  const quiet = (cut: string, positions: ReadonlyMap<string, number>) =>
    progress(cut, positions, ({ isQuiet }) => isQuiet)
  const committed = () => cluster.kafka.groups.committed('simulated', null)
  return { cluster, produce, told, running, of, progress, held, quiet, committed }
}

describe('a cut', () => {
  test('holds what comes, goes on to where it is told to and no further, and lets everything through in the end', async () => {
    const { cluster, produce, told, running, of, held, quiet } = world()
    produce(0, 40)
    await running('a', 'b')
    await cluster.quiet()
    const both = [of('a'), of('b')]
    for (const streams of both) streams.hold('c')
    produce(40, 100)
    const positions = await held('c')
    await cluster.advance(5_000)
    expect([told('out'), [...positions.values()].reduce((sum, at) => sum + at)]).toEqual([40, 40])

    const further = new Map([...positions].map(([partition, at]) => [partition, at + 10]))
    for (const streams of both) streams.runTo('c', further)
    await quiet('c', further)
    await cluster.advance(5_000)
    expect(told('out')).toBe(60)
    expect(both.flatMap(streams => streams.status().tasks.map(({ cut }) => cut))).toEqual(
      Array.from({ length: 4 }, () => ({ id: 'c', phase: 2 })),
    )

    for (const streams of both) streams.release()
    await cluster.quiet()
    expect(told('out')).toBe(100)
    expect(both.map(streams => streams.status().cut)).toEqual([null, null])
  })

  test('is acknowledged where nothing ever came, and once', async () => {
    const { cluster, running, of, held, quiet, committed } = world()
    await running('a')
    of('a').hold('c')
    expect([...(await held('c'))]).toEqual([
      ['in-0', 0],
      ['in-1', 0],
    ])
    of('a').runTo('c', new Map())
    await quiet('c', await held('c'))
    await cluster.advance(500)
    const { commits } = of('a').status().totals
    await cluster.advance(20_000)
    expect(of('a').status().totals.commits).toBe(commits)
    expect(committed().map(({ metadata }) => decodeOffsetMetadata(metadata).cut)).toEqual(
      Array.from({ length: 4 }, () => ({ id: 'c', phase: 2 })),
    )
  })

  test('is told by the offsets until the first commit after it', async () => {
    const { cluster, produce, running, of, held, committed } = world()
    await running('a')
    of('a').hold('c')
    await held('c')
    of('a').release()
    produce(0, 100)
    await cluster.quiet()
    expect(committed().map(({ metadata }) => decodeOffsetMetadata(metadata).cut)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  test('holds an instance that is told of it before it starts', async () => {
    const { cluster, produce, told, running, of, held } = world({}, streams => streams.hold('c'))
    produce(0, 10)
    await running('a')
    await held('c')
    await cluster.advance(2_000)
    expect(told('out')).toBe(0)
    of('a').release()
    await cluster.quiet()
    expect(told('out')).toBe(10)
  })

  test('that lies behind where somebody is by now does not come to rest', async () => {
    const { cluster, produce, running, of, held, progress } = world()
    produce(0, 40)
    await running('a')
    await cluster.quiet()
    of('a').hold('c')
    const positions = new Map([...(await held('c'))].map(([partition, at]) => [partition, at - 1]))
    of('a').runTo('c', positions)
    await cluster.advance(2_000)
    const { isQuiet, beyond } = await progress('c', positions, () => true)
    expect([isQuiet, beyond]).toEqual([false, ['in-0', 'in-1']])
    const readers = of('a')
      .status()
      .tasks.filter(({ inputs }) => inputs.some(({ topic }) => topic === 'in'))
    expect(readers.map(({ cut }) => cut?.phase)).toEqual([1, 1])
  })

  test('has no row whose time is over, however many there are', async () => {
    const { cluster, produce, running, of, held, quiet } = world()
    await running('a')
    produce(0, 5_000, () => 0)
    await cluster.quiet()
    // Swept since, and what is late is gone from the begin.
    produce(5_000, 5_004, () => ttlMs + 1)
    produce(5_004, 5_008, () => 0)
    of('a').hold('c')
    const positions = new Map([...(await held('c')).keys()].map(partition => [partition, ends(partition)]))
    function ends(partition: string): number {
      return cluster.kafka.topics.get('in')!.logs[Number(partition.at(-1))]!.end
    }
    of('a').runTo('c', positions)
    await quiet('c', positions)
    const last = new Map(
      cluster.read('simulated-seen-changelog', text, text).map(({ key, value }) => [key, value]),
    )
    const rows = [...last].filter(([, value]) => value !== null).map(([key]) => key!)
    expect(rows.sort()).toEqual(['k5000', 'k5001', 'k5002', 'k5003'])
  })

  test('is quiet once its rows are written, however late', async () => {
    const { cluster, produce, running, of, held, quiet } = world({}, () => {}, true)
    await running('a')
    await cluster.quiet()
    of('a').hold('c')
    await held('c')
    const { disk } = cluster.instance('a')
    // One task after the other: of the second nothing tells any more that it is written.
    cluster.instance('a').at(/^endTxn answered/, 2, () => disk.slow(5_000))
    produce(0, 40)
    const positions = new Map([0, 1].map(partition => [`in-${partition}`, ends(partition)]))
    function ends(partition: number): number {
      return cluster.kafka.topics.get('in')!.logs[partition]!.end
    }
    of('a').runTo('c', positions)
    await quiet('c', positions)
    const snapshot = of('a').cutSnapshot('c')
    await cluster.advance(1)
    const pages = [0, 1].map(async partition => (await snapshot).page('counts', partition, { limit: 100 }))
    await cluster.advance(10_000)
    expect((await Promise.all(pages)).flat().length).toBe(40)
  })

  test('has an id that fits beside an offset', async () => {
    const { running, of } = world()
    await running('a')
    for (const id of ['', 'a b', 'a/1', 'x'.repeat(101)])
      expect(() => of('a').hold(id)).toThrow('must be 1 to 100')
  })
})

describe('the role', () => {
  const bad = { key: 'x', value: 'bad', timestamp: 0 }

  test('none: nothing is written, and the state is kept', async () => {
    const { cluster, produce, told, running } = world({ role: 'none' })
    produce(0, 10)
    cluster.produce('in', bad)
    await running('a')
    await cluster.quiet()
    expect([told('out'), told('bad'), (await cluster.rows('seen')).size]).toEqual([0, 0, 10])
    expect(cluster.kafka.topics.get('simulated-out-shadow')).toBe(undefined)
  })

  test('shadow: outputs and dead letters lie beside their topics, in the same partitions', async () => {
    const { cluster, produce, told, running, of, held, quiet } = world({ role: 'shadow' })
    produce(0, 10)
    cluster.produce('in', bad)
    await running('a')
    await cluster.quiet()
    expect([told('out'), told('simulated-out-shadow'), told('bad'), told('simulated-bad-shadow')]).toEqual([
      0, 10, 0, 1,
    ])

    expect(() => of('a').become('live')).toThrow('at a cut alone')
    of('a').hold('c')
    const positions = await held('c')
    of('a').runTo('c', positions)
    await quiet('c', positions)
    of('a').become('live')
    of('a').release()
    produce(10, 30)
    cluster.produce('in', bad)
    await cluster.quiet()
    expect([told('out'), told('simulated-out-shadow'), told('bad'), told('simulated-bad-shadow')]).toEqual([
      20, 10, 1, 1,
    ])
    const places = (topic: string) =>
      new Map(cluster.read(topic, text, text).map(({ key, partition }) => [key, partition]))
    const inputs = places('in')
    for (const [key, partition] of places('simulated-out-shadow')) expect(partition).toBe(inputs.get(key))
  })
})

describe('a limit of intake', () => {
  test('is kept over all partitions, can be changed, and is none on the way to a cut', async () => {
    const { cluster, produce, told, running, of, held, quiet } = world({ intakePerSecond: 50 })
    produce(0, 1_000)
    await running('a')
    const before = told('out')
    await cluster.advance(10_000)
    expect(told('out') - before).toBeGreaterThan(400)
    expect(told('out') - before).toBeLessThan(600)
    const inputs = of('a')
      .status()
      .tasks.flatMap(({ inputs }) => inputs.filter(({ topic }) => topic === 'in'))
    for (const { position } of inputs) expect(position).toBeGreaterThan(150)

    of('a').intakePerSecond = 1
    of('a').hold('c')
    await held('c')
    const positions = new Map([
      ['in-0', 400],
      ['in-1', 400],
    ])
    of('a').runTo('c', positions)
    const began = cluster.now
    await quiet('c', positions)
    expect(cluster.now - began).toBeLessThan(2_000)
    of('a').release()

    of('a').intakePerSecond = null
    await cluster.quiet(10_000)
    expect(told('out')).toBe(1_000)
    expect(() => {
      of('a').intakePerSecond = 0
    }).toThrow('intakePerSecond')
  })
})

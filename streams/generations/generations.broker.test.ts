import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { shadowTopic } from '../graph/topicNames.ts'
import type { CutSnapshot } from '../runtime/cutSnapshot.ts'
import { json, text } from '../serdes/index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { compareOutputs } from './compareOutputs.ts'
import { compareStores } from './compareStores.ts'
import { Coordinator } from './coordinator.ts'
import type { CutReader } from './cutReader.ts'
import type { GenerationInstance } from './generationInstance.ts'
import { openGeneration } from './openGeneration.ts'

interface Sum {
  readonly n: number
  readonly sum: number
}

/** `factor` is the rule that changes. */
function topologyOf(input: string, output: string, factor: (n: number) => number) {
  const builder = new StreamsBuilder()
  builder
    .stream(input, { key: text, value: json<number>() })
    .map((n, key) => ({ key: `group-${key}`, value: n }), { name: 'to-group' })
    .repartition({ name: 'by-group', key: text, value: json<number>() })
    .groupByKey()
    .aggregate<Sum>(
      () => ({ n: -1, sum: 0 }),
      ({ sum }, n) => ({ n, sum: sum + n * factor(n) }),
      { store: 'sums', value: json() },
    )
    .toStream()
    .to(output, { value: json() })
  return builder.build()
}

/** What one instance held, as it holds all partitions. */
const readerOf = (snapshot: CutSnapshot): CutReader => ({
  hashes: async () =>
    Promise.all(
      snapshot.hashes
        .filter(({ role }) => role === 'active')
        .map(async ({ store, partition, comparable, rows, hash }) => ({
          store,
          partition,
          comparable,
          ...(rows === null || hash === null ? await snapshot.scan(store, partition) : { rows, hash }),
        })),
    ),
  page: (store, partition, options) => snapshot.page(store, partition, options),
})

describe.skipIf(!process.env.KAFKA_BROKERS)('generations on a broker', () => {
  let fixture: BrokerFixture
  beforeAll(async () => {
    fixture = await BrokerFixture.open()
  })
  afterAll(() => fixture.close())

  test('a second generation is built under load, compared, switched to, rolled back from, retired', async () => {
    const [input, output] = [await fixture.topic('in', 2), await fixture.topic('out', 2)]
    const applicationId = fixture.name('app')
    const instances: GenerationInstance[] = []
    const start = async (generation: number | undefined, factor: (n: number) => number) => {
      const instance = await openGeneration(topologyOf(input, output, factor), {
        applicationId,
        ...(generation && { generation }),
        kafka: fixture.kafka,
        stateDir: await fixture.stateDir(),
        commitIntervalMs: 20,
        sessionTimeoutMs: 3_000,
      })
      instances.push(instance)
      await instance.start()
      return instance
    }
    const coordinator = new Coordinator({
      kafka: fixture.kafka,
      applicationId,
      topology: topologyOf(input, output, () => 1),
    })

    const one = await start(undefined, () => 1)
    expect(one).toMatchObject({ isLive: true, generation: { number: 1, id: applicationId } })
    let n = 0
    let isLoaded = true
    const load = (async () => {
      while (isLoaded) {
        const records = Array.from({ length: 10 }, () => ({ key: `k${n % 7}`, value: String(n++) }))
        await fixture.produce(input, records)
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    })()

    // The rule is another one for the number 5.
    const facts = { outputs: 'shadow', label: 'five', fingerprint: 'f', settings: '' } as const
    await expect(coordinator.switchTo(2)).rejects.toMatchObject({ code: 'GENERATION_REFUSED' })
    expect((await coordinator.create(facts)).number).toBe(2)
    await expect(coordinator.switchTo(2)).rejects.toThrow(/no running instances/)
    const two = await start(2, each => (each === 5 ? 100 : 1))
    expect(two.isLive).toBe(false)
    await fixture.until(
      () => coordinator.progressOf(2),
      ({ partitions, behind }) => partitions.length === 2 && behind < 100,
    )

    const quiet = await coordinator.cut({ generations: [1, 2] })
    const kept = ({ streams }: GenerationInstance) => streams.keptSnapshot(quiet.id)!
    const [sums] = await compareStores(readerOf(kept(one)), readerOf(kept(two)))
    expect(sums).toMatchObject({ store: 'sums', verdict: 'different', onlyLeft: 0, onlyRight: 0, changed: 1 })
    expect(String(sums!.first[0]!.key)).toBe('group-k5')

    const lives: number[] = []
    one.onLive(({ live }) => lives.push(live))
    const switched = await coordinator.switchTo(2)
    expect(switched.value).toBe(true)
    await fixture.until(
      () => [one.isLive, two.isLive],
      ([first, second]) => first === false && second === true,
    )
    const at = n
    await fixture.until(
      () => n,
      now => now > at + 100,
    )
    await coordinator.rollback()
    await fixture.until(
      () => lives,
      seen => seen.length === 2,
    )
    expect(lives).toEqual([2, 1])

    await fixture.until(
      () => n,
      now => now > at + 300,
    )
    isLoaded = false
    await load
    await fixture.until(
      async () => [await coordinator.progressOf(1), await coordinator.progressOf(2)],
      all => all.every(({ behind, behindInside }) => behind + behindInside === 0),
    )
    // Once and without gap, in the order of each key, though three times somebody else wrote it.
    const told = await fixture.read(output)
    const byKey = Map.groupBy(told, ({ key }) => key)
    for (let k = 0; k < 7; k++) {
      const numbers = byKey.get(`group-k${k}`)!.map(({ value }) => (JSON.parse(value!) as Sum).n)
      expect(numbers).toEqual(Array.from({ length: Math.ceil((n - k) / 7) }, (_, i) => i * 7 + k))
    }
    const shadow = await fixture.read(shadowTopic(`${applicationId}.g2`, output))
    expect(shadow.length).toBeGreaterThan(0)
    const outputs = await compareOutputs(
      fixture.kafka,
      { topic: output },
      { topic: shadowTopic(`${applicationId}.g2`, output) },
      {
        idOf: ({ value }) => String((JSON.parse(String(value)) as Sum).n).padStart(9, '0'),
        maxIds: 1000,
        first: 3,
      },
    )
    expect(outputs.left).toEqual({ records: n, ids: n })
    expect(outputs.right.records).toBe(shadow.length)
    expect(outputs.onlyLeft).toBe(n - shadow.length)
    expect(outputs.onlyRight).toBe(0)
    expect(outputs.changed).toBeGreaterThan(0)
    expect(outputs.first[0]).toMatchObject({ id: '000000005' })
    expect(JSON.parse(String(outputs.first[0]!.right!.value))).toEqual({ n: 5, sum: 500 })

    await expect(coordinator.retire(1)).rejects.toMatchObject({ code: 'GENERATION_REFUSED' })
    const gone = await coordinator.retire(2)
    const named = ['by-group-repartition', 'sums-changelog', `${output}-shadow`]
    expect(gone).toEqual(named.map(name => `${applicationId}.g2-${name}`))
    await expect(two.done).rejects.toMatchObject({ code: 'GENERATION_OVER' })
    await expect(start(2, () => 1)).rejects.toMatchObject({ code: 'GENERATION_OVER' })
    // A broker may show a topic for a moment after it has told that it is deleted.
    await expect.poll(async () => (await fixture.kafka.metadata(gone)).topics.size).toBe(0)
    expect(await fixture.kafka.describeStreamsGroup(`${applicationId}.g2`)).toBeNull()
    expect(one.streams.state).toBe('RUNNING')

    await Promise.all(instances.map(instance => instance.stop()))
    const left = ['generations', ...named].map(name => `${applicationId}-${name}`)
    await fixture.kafka.deleteTopics(left)
  })
})

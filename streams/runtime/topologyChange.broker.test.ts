import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { compareTopology } from './compareTopology.ts'

describe.skipIf(!process.env.KAFKA_BROKERS)('a changed topology on a real broker', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
  })
  afterEach(() => fixture.close())

  const counting = (store: string, repartition = 'par-qui', extra = (_: StreamsBuilder) => {}): Topology => {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .groupBy(value => value, { name: repartition, key: text })
      .count({ store })
      .toStream()
      .to(output, { value: json<number | null>() })
    extra(builder)
    return builder.build()
  }
  const produce = (...values: readonly string[]) =>
    fixture.produce(
      input,
      values.map((value, i) => ({ key: `k${i}`, value, timestamp: i })),
    )
  const counts = async (n: number) =>
    (
      await fixture.until(
        () => fixture.read(output),
        records => records.length >= n,
      )
    ).map(({ key, value }) => `${key}${value}`)
  const group = () => fixture.name('app')
  const touched = async () => ({
    group: await fixture.kafka.describeStreamsGroup(group()),
    offsets: await fixture.kafka.allCommittedOffsets(group()),
  })

  test('goes in place where nothing is lost, and is refused before anything is touched where something is', async () => {
    await produce('a', 'a', 'b')
    const first = await fixture.start(counting('nombres'))
    await counts(3)
    await first.stop()
    const before = await touched()

    const renamed = counting('comptes')
    const refused = await fixture.start(renamed).catch(error => error)
    expect(refused).toMatchObject({ code: 'TOPOLOGY_LOSES' })
    expect(refused.message).toContain(
      `store ${group()}-comptes-changelog: it would begin empty, without the past of ${input}`,
    )
    expect(await touched()).toEqual(before)
    await expect(fixture.start(renamed, { acceptTopologyLoss: 'deadbeef' })).rejects.toMatchObject({
      code: 'TOPOLOGY_LOSES',
    })

    // A store whose inputs begin: what was there goes on with its state.
    const other = await fixture.topic('other')
    const wider = counting('nombres', 'par-qui', builder =>
      builder.stream(other, { key: text, value: text }).groupByKey().count({ store: 'autres' }),
    )
    const compared = await compareTopology(fixture.kafka, group(), wider)
    expect(compared).toMatchObject({ members: 0, diff: { isSame: false, loss: null } })
    await produce('a')
    const second = await fixture.start(wider)
    expect((await counts(4)).sort()).toEqual(['a1', 'a2', 'a3', 'b1'])
    await second.stop()
    expect((await compareTopology(fixture.kafka, group(), wider))!.diff.isSame).toBe(true)

    const name = /acceptTopologyLoss "([0-9a-f]{8})"/
    const loss = name.exec((await fixture.start(renamed).catch(error => error)).message)![1]!
    await produce('a')
    await fixture.start(renamed, { acceptTopologyLoss: loss })
    expect((await counts(5)).sort()).toEqual(['a1', 'a1', 'a2', 'a3', 'b1'])
  })

  test('is carried over by one of several instances that start together, and all go on from there', async () => {
    await produce('a', 'b', 'c')
    const first = await fixture.start(counting('nombres'))
    await counts(3)
    await first.stop()
    const other = await fixture.topic('other')
    const wider = counting('nombres', 'par-qui', builder => {
      builder.stream(other, { key: text, value: text }).to(output, { value: text })
    })
    await Promise.all([1, 2, 3].map(() => fixture.start(wider)))
    await produce('a', 'b', 'c')
    expect((await counts(6)).sort()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2'])
  })

  test('is refused where it would leave records behind in a repartition topic, and says how many', async () => {
    await produce('a')
    const first = await fixture.start(counting('nombres'))
    await counts(1)
    await first.stop()
    const left = `${group()}-par-qui-repartition`
    const other = counting('nombres', 'par-nom')
    const lossOf = async () =>
      (await compareTopology(fixture.kafka, group(), other))!.diff.parts.find(({ topic }) => topic === left)

    // Markers of transactions lie behind what was processed: they are no records.
    expect(await lossOf()).toMatchObject({ verdict: 'orphaned', loss: null })
    await fixture.produce(left, [
      { key: 'a', value: 'a' },
      { key: 'b', value: 'b' },
    ])
    expect((await lossOf())!.loss).toMatch(/^2 of its records were not yet processed/)
    await expect(fixture.start(other)).rejects.toThrow(/2 of its records/)
  })
})

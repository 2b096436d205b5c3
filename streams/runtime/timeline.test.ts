import { expect, test } from 'vitest'
import { StreamsBuilder, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'
import type { KafkaStreams } from './kafkaStreams.ts'
import { systemTime } from './time.ts'
import { Timeline } from './timeline.ts'

test('the newest 1,000 events are kept', () => {
  const timeline = new Timeline(systemTime)
  for (let epoch = 0; epoch < 1_500; epoch++)
    timeline.add({ kind: 'assigned', epoch, active: [], standby: [], warmup: [] })
  const epochs = timeline.events.map(event => ('epoch' in event ? event.epoch : null))
  expect([epochs.length, epochs[0], epochs.at(-1)]).toEqual([1_000, 500, 1_499])
})

function world() {
  const builder = new StreamsBuilder()
  builder.stream('in', { key: text, value: text }).toTable({ store: 'rows' })
  const made: KafkaStreams[] = []
  const cluster = new SimulatedCluster({
    topology: builder.build(),
    topics: { in: 2 },
    seed: 7,
    streams: { standbys: 1 },
    program: () => ({ made: streams => made.push(streams) }),
  })
  const running = async (...names: readonly string[]) => {
    for (const name of names) if (!cluster.instance(name).streams) cluster.start(name)
    await cluster.until(
      () => names.every(name => cluster.instance(name).streams!.state === 'RUNNING'),
      20_000,
    )
    await cluster.quiet()
  }
  const of = (name: string) => cluster.instance(name).streams!
  const kinds = (streams: KafkaStreams) => streams.timeline().map(({ kind }) => kind)
  return { cluster, running, of, kinds, made }
}

test('an instance tells what it was given, what it opened and restored, and that it was given up', async () => {
  const { cluster, running, of, kinds } = world()
  for (let n = 0; n < 20; n++) cluster.produce('in', { key: `k${n}`, value: 'v', timestamp: n })
  await running('a')
  expect(of('a').timeline().slice(0, 2)).toMatchObject([
    { kind: 'state', from: 'CREATED', to: 'STARTING' },
    { kind: 'state', from: 'STARTING', to: 'REBALANCING' },
  ])
  const alone = of('a').timeline()
  const opened = alone.flatMap(event => (event.kind === 'opened' ? event.tasks : []))
  expect([...opened].sort()).toEqual(['0_0', '0_1'])
  const times = alone.map(({ at }) => at)
  expect(times).toEqual([...times].sort((a, b) => a - b))

  await running('a', 'b')
  await cluster.until(() => kinds(of('a')).includes('standby-opened'), 20_000)
  expect(kinds(of('a'))).toContain('closed')
  const restored = of('b')
    .timeline()
    .filter(event => event.kind === 'restore-ended')
  expect(restored[0]).toMatchObject({ store: 'rows', isDone: true })
  expect(restored.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(0)

  cluster.pause('b')
  await cluster.advance(120_000)
  cluster.wake('b')
  await cluster.until(() => kinds(of('b')).includes('recovery'), 60_000)
  const told = of('b').timeline()
  expect(told.find(({ kind }) => kind === 'lost')).toBeDefined()
  expect(told.find(event => event.kind === 'state' && event.to === 'RECOVERING')).toBeDefined()
})

test('each order is told once: a cut, its positions, the role, and that intake is free again', async () => {
  const { cluster, running, of } = world()
  await running('a')
  const streams = of('a')
  const before = streams.timeline().length
  streams.hold('c')
  streams.hold('c')
  streams.runTo('c', new Map())
  streams.runTo('c', new Map([['in-0', 0]]))
  streams.become('shadow')
  streams.become('shadow')
  streams.release()
  streams.release()
  expect(
    streams
      .timeline()
      .slice(before)
      .map(({ at: _, ...event }) => event),
  ).toEqual([
    { kind: 'cut', cut: 'c', phase: 1 },
    { kind: 'cut', cut: 'c', phase: 2 },
    { kind: 'role', role: 'shadow' },
    { kind: 'cut', cut: null, phase: null },
  ])
  await cluster.stop('a')
})

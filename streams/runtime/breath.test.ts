import { expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { NodeProbes } from '../operators/nodeProbes.ts'
import { TaskProcessor } from '../processing/taskProcessor.ts'
import { text } from '../serdes/index.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { Breath } from './breath.ts'
import { systemTime } from './time.ts'

test('within a chunk the event loop has its turn once a slice is over, between two records', async () => {
  let now = 0
  const order: string[] = []
  const time = {
    ...systemTime,
    elapsed: () => now,
    breathe: async () => void order.push('breath'),
  }
  const builder = new StreamsBuilder()
  builder.stream('in', { key: text, value: text }).peek(value => {
    order.push(value)
    now += 2
  })
  const topology = builder.build()
  const processor = new TaskProcessor(
    {
      applicationId: 'app',
      subtopology: topology.subtopologies[0]!,
      partition: 0,
      stores: [],
      memory: new RowMemory(1_000_000),
      writer: { write: () => {}, check: () => {} } as never,
      globals: null as never,
      probes: new NodeProbes(topology.nodes, time),
      handlers: {},
      deadLetterTopic: null,
      streamTime: -1,
    },
    () => ['in'],
  )
  const records = ['1', '2', '3', '4', '5'].map(value => ({
    topic: 'in',
    partition: 0,
    offset: 0,
    key: 'k',
    value,
    timestamp: 1,
    headers: [],
    raw: () => null as never,
  }))
  const breath = new Breath(time, 4)
  await processor.process(records as never, () => breath.due())
  expect(order).toEqual(['1', '2', 'breath', '3', '4', 'breath', '5'])
})

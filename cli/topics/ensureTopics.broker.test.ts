import { randomUUID } from 'node:crypto'
import { connectKafka } from 'millrace'
import type { Kafka } from 'millrace/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokers, describeWithBroker } from '../../test/setup/broker.ts'
import { ensureTopics } from './ensureTopics.ts'
import type { TopicNeed } from './topicNeed.ts'
import { TopicsError } from './topicsError.ts'

describeWithBroker('ensureTopics on a real Kafka', () => {
  const prefix = `ensure-${randomUUID().slice(0, 8)}`
  const need = (suffix: string): TopicNeed => ({
    name: `${prefix}.${suffix}`,
    partitions: 3,
    configs: { 'retention.ms': '-1' },
    direction: 'input',
    isInput: true,
  })
  const options = { replicationFactor: 1, brokers }
  let kafka: Kafka
  beforeAll(async () => {
    kafka = await connectKafka({ brokers, clientId: prefix })
  })
  afterAll(async () => {
    const { topics } = await kafka.metadata(['a', 'b', 'c', 'd'].map(each => need(each).name))
    await kafka.deleteTopics([...topics.keys()])
    await kafka.close()
  })

  test('creates what is missing; two at once do not stumble over each other; again does nothing', async () => {
    const needs = [need('a'), need('b')]
    const answers = await Promise.all([1, 2, 3].map(() => ensureTopics(kafka, { ...options, needs })))
    expect(new Set(answers.flatMap(({ created }) => created))).toEqual(new Set(needs.map(({ name }) => name)))
    const again = await ensureTopics(kafka, { ...options, needs })
    expect(again).toMatchObject({ created: [], existing: needs.map(({ name }) => name) })
  })

  test('refuses a topic that would lose input and creates nothing then; repair mends it', async () => {
    const lossy = { ...need('c'), configs: { 'retention.ms': '604800000', 'cleanup.policy': 'compact' } }
    await ensureTopics(kafka, { ...options, needs: [{ ...lossy, isInput: false }] })
    const needs = [need('c'), need('d')]
    await expect(ensureTopics(kafka, { ...options, needs })).rejects.toThrow(TopicsError)
    expect((await kafka.metadata([need('d').name])).topics.size).toBe(0)
    const { repaired, created } = await ensureTopics(kafka, { ...options, needs, repair: true })
    expect(repaired).toHaveLength(2)
    expect(created).toEqual([need('d').name])
    await expect(ensureTopics(kafka, { ...options, needs })).resolves.toMatchObject({ repaired: [] })
  })
})

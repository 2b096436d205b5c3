import { expect, test } from 'vitest'
import type { OutputRecord } from '../processing/recordWriter.ts'
import type { Kafka, NewTopic } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import type { Role } from './cutControl.ts'
import { Outputs } from './outputs.ts'
import { systemTime, type Time } from './time.ts'
import { Topics } from './topics.ts'

/** What becomes of a record for each of these topics: `bills` is a sink's, `bad` takes dead letters, `app-x-repartition` is internal. */
async function outputs(role: Role, runHeader: string | null = null) {
  const written: string[] = []
  const checked: string[] = []
  const created: NewTopic[] = []
  const existing = new Map([
    ['bills', 3],
    ['bad', 1],
  ])
  const kafka: Partial<Kafka> = {
    metadata: async names => ({
      clusterId: '',
      brokers: [],
      topics: new Map(
        names
          .filter(name => existing.has(name))
          .map(name => [name, { name, id: name, leaders: Array<number>(existing.get(name)!).fill(1) }]),
      ),
    }),
    topicConfigs: async names => new Map(names.map(name => [name, new Map([['max.message.bytes', '77']])])),
    createTopics: async topics => {
      // Somebody else is as fast.
      if (topics[0]!.name === 'app-bad-shadow')
        throw new KafkaError(36, 'TOPIC_ALREADY_EXISTS', false, 'create topics')
      created.push(...topics)
    },
  }
  const shown = ({ topic, headers }: OutputRecord) =>
    [topic, ...headers.map(({ key, value }) => `${key}=${value}`)].join(' ')
  const made = new Outputs({
    kafka: kafka as Kafka,
    applicationId: 'app',
    topics: { learn: async () => {} } as never,
    outward: ['bad', 'bills'],
    deadLetterTopic: 'bad',
    replicationFactor: 2,
    runHeader: runHeader === null ? null : { key: 'run', value: Buffer.from(runHeader) },
    writer: {
      check: record => void checked.push(shown(record)),
      write: record => void written.push(shown(record)),
    },
  })
  await made.become(role)
  for (const topic of ['bills', 'bad', 'app-x-repartition']) {
    const record = { topic, partition: null, key: 'k', value: 'v', timestamp: 0, headers: [] }
    made.check(record)
    made.write(record, 0)
  }
  return { written, checked, created }
}

test('live: as they are', async () => {
  const { written, created } = await outputs('live')
  expect(written).toEqual(['bills', 'bad', 'app-x-repartition'])
  expect(created).toEqual([])
})

test('shadow: beside their topics, held against those, in topics made like them', async () => {
  const { written, checked, created } = await outputs('shadow')
  expect(written).toEqual(['app-bills-shadow', 'app-bad-shadow', 'app-x-repartition'])
  expect(checked).toEqual(['bills', 'bad', 'app-x-repartition'])
  expect(created).toEqual([
    {
      name: 'app-bills-shadow',
      partitions: 3,
      replicationFactor: 2,
      configs: { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'max.message.bytes': '77' },
    },
  ])
})

test('none: only what is internal', async () => {
  const { written, checked } = await outputs('none')
  expect(written).toEqual(['app-x-repartition'])
  expect(checked).toEqual(['bills', 'bad', 'app-x-repartition'])
})

test.each(['live', 'shadow'] as const)(
  '%s: the header of the run stands on what sinks write, and counts for its size',
  async role => {
    const { written, checked } = await outputs(role, '7')
    expect(written.map(text => text.split(' ')[1])).toEqual(['run=7', undefined, undefined])
    expect(checked).toEqual(['bills run=7', 'bad', 'app-x-repartition'])
  },
)

// Seen on a broker at its limits: a generation's start failed with TOPIC_MISSING over the shadows that it had just made.
test('shadows that were just created may take long to be seen', async () => {
  let now = 0
  const sleep = async (ms: number) => {
    now += ms
  }
  const time: Time = { ...systemTime, now: () => now, sleep }
  const kafka: Partial<Kafka> = {
    metadata: async names => ({
      clusterId: '',
      brokers: [],
      topics: new Map(
        names
          .filter(name => name === 'bills' || now > 8_000)
          .map(name => [name, { name, id: name, leaders: [1] }]),
      ),
    }),
    topicConfigs: async () => new Map(),
    createTopics: async () => {},
  }
  const made = new Outputs({
    kafka: kafka as Kafka,
    applicationId: 'app',
    topics: new Topics(kafka as Kafka, time),
    outward: ['bills'],
    deadLetterTopic: null,
    replicationFactor: 1,
    runHeader: null,
    writer: { check: () => {}, write: () => {} },
  })
  await made.become('shadow')
  expect(made.role).toBe('shadow')
})

import { expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { TestInstance } from '../testing/testInstance.ts'
import { HistoryUnavailable } from './historyUnavailable.ts'
import { answerPeers } from './http/answerPeers.ts'
import { Queries } from './queries.ts'
import type { Question } from './question.ts'

const rows = keyValueStore({ name: 'rows', key: text, value: json<number>(), versions: { keepMs: 100 } })
const plain = keyValueStore({ name: 'plain', key: text, value: json<number>() })
const builder = new StreamsBuilder()
builder
  .stream('in', { key: text, value: text, name: 'in' })
  .process({ name: 'keep', stores: { rows, plain }, process() {} })
const topology = builder.build()

/** Two instances, each with one partition, seen from the first. */
function twoInstances() {
  const instances = [new TestInstance(topology, 2), new TestInstance(topology, 2)] as const
  const peers = instances.map((_, port) => ({
    endpoint: { host: 'h', port },
    active: [{ topic: 'in', partitions: [port] }],
    standby: [],
  }))
  for (const [i, instance] of instances.entries()) {
    instance.partitions = [i]
    instance.peers = peers
    instance.now = 150
    const put = (key: string, row: number | null, at: number) => instance.put('rows', key, row, i, at)
    put(`a${i}`, 1, 60)
    put(`b${i}`, 1, 60)
    put(`a${i}`, 2, 80)
    put(`b${i}`, null, 90)
  }
  const answers = instances.map(instance => answerPeers(instance))
  const queries = new Queries({
    instance: instances[0],
    applicationId: 'app',
    endpoint: { host: 'h', port: 0 },
    peers: {
      ask: async ({ port }, question: Question) =>
        JSON.parse(JSON.stringify(await answers[port]!(JSON.parse(JSON.stringify(question))))),
      close: () => {},
    },
    partitions: () => 2,
  })
  return { queries, instances }
}

test('rows are asked for as they were, wherever they are', async () => {
  const { queries } = twoInstances()
  const page = async (at: number) => (await queries.page('rows', { at })).value.rows
  expect(await page(59)).toEqual([])
  expect(await page(60)).toEqual(['a0', 'a1', 'b0', 'b1'].map(key => [key, 1]))
  expect(await page(90)).toEqual([
    ['a0', 2],
    ['a1', 2],
  ])
  expect((await queries.get('rows', 'a1', { at: 79 })).value).toBe(1)
  expect((await queries.getAll('rows', ['b1', 'b0', 'x'], { at: 89 })).value).toEqual([1, 1, undefined])
  expect((await queries.getAll('rows', ['b1', 'a0'], { at: 90 })).value).toEqual([undefined, 2])
})

test('pages of a moment join, whatever is written meanwhile', async () => {
  const { queries, instances } = twoInstances()
  const { value: first } = await queries.page<string, number>('rows', { at: 70, limit: 3 })
  instances[0].put('rows', 'a9', 9, 0, 100)
  instances[1].put('rows', 'b1', 9, 1, 100)
  const { value: second } = await queries.page<string, number>('rows', {
    at: 70,
    limit: 3,
    after: first.next!,
  })
  expect([...first.rows, ...second.rows]).toEqual(['a0', 'a1', 'b0', 'b1'].map(key => [key, 1]))
  expect(second.next).toBeNull()
})

test('a moment that one of them does not know any more is refused, with the first that all know', async () => {
  const { queries, instances } = twoInstances()
  instances[1].now = 170
  await expect(queries.page('rows', { at: 60 })).rejects.toMatchObject({ store: 'rows', at: 60, since: 70 })
  await expect(queries.page('rows', { at: 60 })).rejects.toBeInstanceOf(HistoryUnavailable)
  expect((await queries.page('rows', { at: 70 })).value.rows).toHaveLength(4)
})

test('a store without versions is told to have none', async () => {
  const { queries } = twoInstances()
  await expect(queries.get('plain', 'a', { at: 1 })).rejects.toMatchObject({ since: null })
})

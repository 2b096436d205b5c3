import { afterEach, describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import type { FollowedOutput, TracedRecord } from '../processing/recordObserver.ts'
import { text } from '../serdes/index.ts'
import { SimulatedCluster } from '../testing/simulation/simulatedCluster.ts'
import { channels } from './channels.ts'
import { Transaction } from './transaction.ts'

const context = (span: number) => ({
  traceparent: `00-0af7651916cd43dd8448eb211c80319c-${String(span).padStart(16, '0')}-01`,
  tracestate: null,
})
const spanIn = (headers: readonly { readonly key: string; readonly value: Uint8Array | null }[]) =>
  Number(String(headers.find(({ key }) => key === 'traceparent')?.value).split('-')[2])

/** Two subtopologies; each record goes through both. */
function topology() {
  const builder = new StreamsBuilder()
  builder
    .stream('in', { key: text, value: text })
    .repartition({ name: 'between', key: text, value: text })
    .to('out', { key: text, value: text })
  return builder.build()
}

const forget: (() => void)[] = []
afterEach(() => {
  for (const each of forget.splice(0)) each()
})

/** A tracer that numbers its spans from 1,000 on, and what was told of them. */
function listen() {
  let count = 1_000
  const told = {
    begun: 0,
    ended: 0,
    written: [] as number[],
    committed: [] as number[],
    waited: [] as number[],
  }
  const on = (channel: (typeof channels)[keyof typeof channels], listener: (message: never) => void) => {
    const call = (message: unknown) => listener(message as never)
    channel.subscribe(call)
    forget.push(() => channel.unsubscribe(call))
  }
  on(channels.record, (record: TracedRecord) => {
    told.begun++
    record.context = context(count++)
  })
  on(channels.processed, () => told.ended++)
  on(channels.output, (output: FollowedOutput) => {
    output.context = context(count++)
    told.written.push(count - 1)
  })
  on(channels.committed, ({ at, outputs }: { at: number; outputs: readonly FollowedOutput[] }) => {
    for (const each of outputs) {
      told.committed.push(Number(each.context!.traceparent.split('-')[2]))
      if (each.acceptedAt !== null) told.waited.push(at - each.acceptedAt)
    }
  })
  return told
}

function clusterOf(seed: number) {
  const cluster = new SimulatedCluster({ topology: topology(), topics: { in: 2, out: 2 }, seed })
  const produce = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const headers = [{ key: 'traceparent', value: Buffer.from(context(n + 1).traceparent) }]
      cluster.produce('in', { key: `k${n}`, value: String(n), headers })
    }
  }
  return {
    cluster,
    produce,
    written: () => cluster.read('out', text, text).map(({ headers }) => spanIn(headers)),
  }
}

describe('records that are followed', () => {
  test('each output is told of once, when it is committed, with the time from the acceptance of its source', async () => {
    const told = listen()
    const { cluster, produce, written } = clusterOf(1)
    cluster.start('a')
    await cluster.quiet()
    produce(0, 20)
    await cluster.quiet()
    expect(written()).toHaveLength(20)
    expect(told.committed.toSorted()).toEqual(written().toSorted())
    expect(told.written.toSorted()).toEqual(written().toSorted())
    expect([told.begun, told.ended]).toEqual([40, 40])
    expect(told.waited).toHaveLength(20)
    expect(told.waited.every(ms => ms > 0 && ms < 5_000)).toBe(true)
  })

  test('what an aborted transaction wrote is not told of; what is told of lies in the topic', async () => {
    const told = listen()
    for (const point of ['txnOffsetCommit answered', 'endTxn', 'endTxn sent', 'endTxn answered']) {
      const { cluster, produce, written } = clusterOf(3)
      cluster.start('a')
      await cluster.quiet()
      told.committed.length = 0
      cluster.crashAt('a', new RegExp(`^${point}$`), 2)
      produce(0, 10)
      await cluster.until(() => cluster.instance('a').streams === null, 10_000)
      cluster.start('a')
      await cluster.quiet()
      expect(written(), point).toHaveLength(10)
      expect(new Set(told.committed).size, point).toBe(told.committed.length)
      expect(
        told.committed.filter(span => !written().includes(span)),
        point,
      ).toEqual([])
    }
  })

  test('what was given up is not told of with what comes after it, sealed or not', async () => {
    const never = () => new Promise<never>(() => {})
    const producer = { producerId: 1, producerEpoch: 0 } as never
    const transaction = new Transaction({
      kafka: { addPartitionsToTxn: never, produce: never } as never,
      topics: { partitionsOf: () => 1, batchBytesOf: () => 1_000_000 } as never,
      producer,
      maxRecordBytes: 1_000,
    })
    const write = (topic: string) => {
      const followed = { topic, acceptedAt: 1, of: null, context: null }
      transaction.write({ topic, partition: 0, key: 'k', value: 'v', timestamp: 1, headers: [], followed }, 0)
    }
    write('given up')
    await transaction.restart(producer)
    write('first')
    transaction.seal()
    write('next')
    expect(transaction.followed.map(({ topic }) => topic)).toEqual(['first'])
  })

  test('nothing is told, and nothing but the trace is carried, where nobody listens', async () => {
    const { cluster, produce } = clusterOf(5)
    cluster.start('a')
    produce(0, 3)
    await cluster.quiet()
    const between = cluster.read('simulated-between-repartition', text, text)
    const out = cluster.read('out', text, text)
    for (const { headers } of [...between, ...out])
      expect(headers.map(({ key }) => key)).toEqual(['traceparent'])
    expect(out.map(({ headers }) => spanIn(headers)).toSorted()).toEqual([1, 2, 3])
  })
})

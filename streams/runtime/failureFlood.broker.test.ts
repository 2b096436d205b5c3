import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, type Serde, StreamsBuilder, text } from '../index.ts'
import { deadLetter } from '../processing/failure.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { KafkaStreams } from './kafkaStreams.ts'

const total = 30_000
/** One in a thousand is good. */
const isGood = (index: number) => index % 1000 === 0

describe.skipIf(!process.env.KAFKA_BROKERS)('a flood of records that fail', () => {
  let fixture: BrokerFixture
  let streams: KafkaStreams | undefined
  beforeAll(async () => {
    fixture = await BrokerFixture.open()
  })
  afterAll(async () => {
    await streams?.stop()
    await fixture.close()
  })

  test('stops no partition, keeps to its memory, and is told in a few lines', async () => {
    const [input, output, dlq] = await Promise.all(['in', 'out', 'dlq'].map(name => fixture.topic(name)))
    const builder = new StreamsBuilder()
    builder
      .stream(input!, { name: 'in', key: text as Serde<string | null>, value: json<{ n: number }>() })
      .mapValues(
        ({ n }) => {
          if (!isGood(n)) throw new RangeError(`${n} is bad`)
          return { n }
        },
        { name: 'judge' },
      )
      .to(output!, { name: 'out', key: text as Serde<string | null>, value: json<{ n: number }>() })
    const padding = 'x'.repeat(200)
    for (let from = 0; from < total; from += 5_000) {
      await fixture.produce(
        input!,
        Array.from({ length: 5_000 }, (_, i) => ({
          key: `k${from + i}`,
          // Of the bad ones every second is no JSON at all.
          value: (from + i) % 2 === 1 ? `{"n":${padding}` : JSON.stringify({ n: from + i, padding }),
        })),
      )
    }
    const lines: { readonly message: string; readonly details: object }[] = []
    const tell = (details: object, message: string) => void lines.push({ details, message })
    streams = new KafkaStreams(builder.build(), {
      applicationId: fixture.name('app'),
      stateDir: await fixture.stateDir(),
      kafka: fixture.kafka,
      memoryBytes: 64 * 2 ** 20,
      logger: { info: tell, warn: tell, error: tell },
      errors: { deserialize: deadLetter, process: deadLetter },
      deadLetterTopic: dlq!,
    })
    let most = { fetched: 0, pending: 0 }
    const look = async () => {
      const { bytes, totals } = streams!.status()
      most = {
        fetched: Math.max(most.fetched, bytes.fetched),
        pending: Math.max(most.pending, bytes.pending),
      }
      return totals.produced[dlq!] ?? 0
    }
    await streams.start()
    const bad = total - total / 1000
    await fixture.until(look, written => written === bad, 60_000)
    const good = await fixture.until(
      () => fixture.read(output!),
      records => records.length === total / 1000,
    )
    expect(new Set(good.map(({ key }) => key)).size).toBe(total / 1000)
    const { budget } = streams.status()
    expect(most.fetched).toBeLessThanOrEqual(budget.fetched + 3 * 2 ** 20)
    expect(most.pending).toBeLessThanOrEqual(budget.pending + 3 * 2 ** 20)

    await streams.stop()
    const told = lines.filter(({ message }) => message === 'a record failed').length
    const counted = lines
      .filter(({ message }) => message === 'more records failed')
      .reduce((sum, { details }) => sum + (details as { records: number }).records, 0)
    expect(told + counted).toBe(bad)
    expect(told).toBeLessThan(bad / 100)
  })
})

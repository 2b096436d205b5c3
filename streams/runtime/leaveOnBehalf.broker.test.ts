import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, KafkaStreams, leaveOnBehalf, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

describe.skipIf(!process.env.KAFKA_BROKERS)('leaving on behalf of a process that is dead', () => {
  let fixture: BrokerFixture
  let survivor: KafkaStreams | null = null
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
  })
  afterEach(async () => {
    await survivor?.stop()
    await fixture.close()
  })

  // The session would last ten minutes, the transaction one: both must be ended by somebody.
  const patience = { sessionTimeoutMs: 600_000, transactionTimeoutMs: 60_000 }

  test('others have its tasks at once, and read behind the transaction it left open', async () => {
    const [input, output] = [await fixture.topic('in'), await fixture.topic('out')]
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: json<number>() })
      .groupByKey()
      .count({ store: 'nombres' })
      .toStream()
      .mapValues(count => `${count}`.padEnd(500))
      .to(output, { value: text })
    const topology = builder.build()
    const applicationId = fixture.name('app')
    const stateDir = await fixture.stateDir()

    // Dies with records written and not committed: the next commit is a minute away.
    const program = join(stateDir, 'program.ts')
    await writeFile(program, programOf({ input, output, applicationId, stateDir, ...patience }))
    const process_ = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(process_.stdout, 'data')
    const send = (from: number) =>
      fixture.produce(
        input,
        Array.from({ length: 3_000 }, (_, i) => ({ key: `k${from + i}`, value: '1', timestamp: i })),
      )
    await send(0)
    const outputs = [0, 1, 2].map(partition => ({ topic: output, partition }))
    await fixture.until(
      () => fixture.kafka.listOffsets(outputs, 'latest'),
      ends => ends.some(({ offset }) => offset > 0),
    )
    process_.kill('SIGKILL')
    await once(process_, 'exit')
    expect((await fixture.kafka.listOffsets(outputs, 'stable')).map(({ offset }) => offset)).toEqual([
      0, 0, 0,
    ])

    survivor = new KafkaStreams(topology, {
      applicationId,
      stateDir: await fixture.stateDir(),
      kafka: fixture.kafka,
      ...patience,
    })
    await survivor.start()
    const options = { applicationId, stateDir, kafka: fixture.kafka, ...patience }
    expect(await leaveOnBehalf(topology, options)).toBe(true)
    const records = await fixture.until(
      () => fixture.read(output),
      found => found.length === 3_000,
    )
    expect(records.every(({ value }) => value?.trim() === '1')).toBe(true)
    expect(survivor.status().tasks).toHaveLength(3)
    expect(await leaveOnBehalf(topology, options)).toBe(false)
  })

  test('of a directory that was never used nobody can leave', async () => {
    const options = {
      applicationId: fixture.name('app'),
      stateDir: await fixture.stateDir(),
      kafka: fixture.kafka,
    }
    const builder = new StreamsBuilder()
    builder.stream('in', { key: text, value: text }).to('out')
    expect(await leaveOnBehalf(builder.build(), options)).toBe(false)
  })
})

/** The same application, as a process that says when it runs. */
function programOf(of: Readonly<Record<string, string | number>>): string {
  const index = join(import.meta.dirname, '..', 'index.ts')
  return `
    import { connectKafka, json, KafkaStreams, StreamsBuilder, text } from ${JSON.stringify(index)}
    const of = ${JSON.stringify(of)}
    const kafka = await connectKafka({ brokers: process.env.KAFKA_BROKERS.split(','), clientId: 'dies' })
    const builder = new StreamsBuilder()
    builder.stream(of.input, { key: text, value: json() }).groupByKey().count({ store: 'nombres' }).toStream()
      .mapValues(count => String(count).padEnd(500)).to(of.output, { value: text })
    const streams = new KafkaStreams(builder.build(), { ...of, kafka, commitIntervalMs: 60_000 })
    await streams.start()
    await streams.reached('RUNNING')
    console.log('running')
  `
}

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectKafka, KafkaStreams, StreamsBuilder, text } from 'millrace'
import { BatchBuilder, type Kafka, plainBatch } from 'millrace/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokers, describeWithBroker } from '../../test/setup/broker.ts'

describeWithBroker('cabinet topology --diff', () => {
  const applicationId = `diff-${randomUUID().slice(0, 8)}`
  const topic = `${applicationId}.patient`
  let kafka: Kafka
  let folder: string
  beforeAll(async () => {
    kafka = await connectKafka({ brokers, clientId: applicationId })
    folder = await mkdtemp(join(tmpdir(), 'topology-diff-'))
    await kafka.createTopics([{ name: topic, partitions: 3, replicationFactor: 1, configs: {} }])
  })
  afterAll(async () => {
    await kafka.deleteTopics([topic])
    await kafka.close()
    await rm(folder, { recursive: true, force: true })
  })

  const diff = (...args: readonly string[]) =>
    new Promise<{ code: number | null; said: string }>((resolve, reject) => {
      const env = {
        ...process.env,
        KAFKA_BROKERS: brokers.join(),
        APPLICATION_ID: applicationId,
        ALIASES: `${topic}=patient.created`,
      }
      const child = execFile(
        process.execPath,
        ['cli/main.ts', 'topology', '--diff', ...args],
        { env },
        (error, stdout) => {
          if (error && typeof error.code !== 'number') reject(error)
          else resolve({ code: child.exitCode, said: stdout })
        },
      )
    })

  test('says what would be lost, and that a start is refused; where nothing has run, nothing is', async () => {
    expect(await diff()).toEqual({
      code: 0,
      said: `Nothing has run as "${applicationId}": all of it is new.\n`,
    })

    const builder = new StreamsBuilder()
    builder.stream(topic, { key: text, value: text }).groupByKey().count({ store: 'nombres' })
    const stateDir = join(folder, 'older')
    const older = new KafkaStreams(builder.build(), { applicationId, stateDir, kafka })
    await older.start()
    await older.reached('RUNNING')
    const records = new BatchBuilder()
    records.append('P1', '{}', 1, null)
    await kafka.produce(null, [{ topic, partition: 0, records: records.finish(plainBatch) }])
    await expect.poll(() => kafka.allCommittedOffsets(applicationId), { timeout: 20_000 }).toHaveLength(1)
    await older.stop()

    const { code, said } = await diff('--json')
    expect(code).toBe(2)
    const { members, loss, parts } = JSON.parse(said)
    expect(members).toBe(0)
    expect(parts).toContainEqual({
      kind: 'store',
      topic: `${applicationId}-patients-changelog`,
      verdict: 'new-empty',
      loss: `it would begin empty, without the past of ${topic}`,
    })
    // Nothing of a patient reaches the references.
    expect(parts).toContainEqual({
      kind: 'store',
      topic: `${applicationId}-references-changelog`,
      verdict: 'new',
      loss: null,
    })
    expect((await diff()).said).toMatch(
      new RegExp(`Something would be lost: a start is refused.*ACCEPT_TOPOLOGY_LOSS=${loss}\\.\n$`),
    )
  }, 120_000)
})

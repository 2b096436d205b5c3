import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kafka } from 'millrace'
import { BatchBuilder, partitionForKey, plainBatch, readPartition } from 'millrace/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasJars } from '../../../broker/ensureJars.ts'
import { findJava } from '../../../broker/findJava.ts'
import { brokers } from '../../../test/setup/broker.ts'
import { applicationTopology, outputsOf, topicsOf } from '../../applicationTopology.ts'
import { countUntil } from '../../countUntil.ts'
import { type Engine, millrace } from '../../engine.ts'
import { OutputCounter } from '../../outputCounter.ts'
import { createTopics } from '../../produceInput.ts'
import { removeTraces } from '../../removeTraces.ts'
import { connect, generate, partitions } from '../../workload.ts'
import { KafkaStreamsProcess } from './kafkaStreamsProcess.ts'
import { compile, peerJars } from './peerTools.ts'

const workload = { patients: 40, medecins: 7, rendezvous: 300 }
const folder = mkdtempSync(join(tmpdir(), 'millrace-peer-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Nothing is fetched for a test: `npm run bench -- --peer kafka-streams` fetches the jars once. */
const why = await whyNot()
async function whyNot(): Promise<string> {
  if (!hasJars(peerJars)) return '(skipped: the jars of the peer are not here)'
  return findJava(process.env).then(
    () => '',
    () => '(skipped: there is no Java here)',
  )
}

describe.skipIf(why)(`the Kafka Streams peer ${why}`, () => {
  let tools: ConstructorParameters<typeof KafkaStreamsProcess>[0]
  beforeAll(async () => {
    const java = await findJava(process.env)
    tools = { java, libs: peerJars.libs, classes: await compile(java, peerJars.libs, folder) }
  })

  test('compiles without a warning, and once', async () => {
    expect(await compile(tools.java, tools.libs, folder)).toBe(tools.classes)
  })

  describe.skipIf(brokers.length === 0)('on a real broker', () => {
    const inputPrefix = `${randomUUID().slice(0, 8)}-`
    let kafka: Kafka
    beforeAll(async () => {
      kafka = await connect(brokers, 'peer-test')
      await writeInput(kafka, inputPrefix)
    })
    afterAll(async () => {
      await kafka?.deleteTopics(inputs.map(topic => inputPrefix + topic))
      await kafka?.close()
    })

    test('writes what millrace writes, key by key, and holds the same rows', {
      timeout: 120_000,
    }, async () => {
      const theirs = await outputOf(kafka, inputPrefix, {
        name: 'kafka-streams',
        topology: 'bench',
        start: place => new KafkaStreamsProcess(tools, place, { 'num.stream.threads': '1' }),
      })
      const ours = await outputOf(kafka, inputPrefix, millrace('bench'))
      expect(theirs.consultations.size).toBe(workload.rendezvous)
      expect(theirs).toEqual(ours)
    })
  })
})

const inputs = ['patient.created', 'medecin.created', 'rendezvous.created']

async function writeInput(kafka: Kafka, prefix: string): Promise<void> {
  await createTopics(
    kafka,
    inputs.map(topic => prefix + topic),
  )
  const builders = new Map<string, { topic: string; partition: number; builder: BatchBuilder }>()
  for (const { topic, key, value, timestamp } of generate(workload)) {
    const partition = partitionForKey(key, partitions)
    const id = `${topic}/${partition}`
    const target = builders.get(id) ?? { topic: prefix + topic, partition, builder: new BatchBuilder() }
    builders.set(id, target)
    target.builder.append(key, value, timestamp, null)
  }
  for (const { topic, partition, builder } of builders.values()) {
    await kafka.produce(null, [{ topic, partition, records: builder.finish(plainBatch) }])
  }
}

/** What one engine makes of the input: both outputs, and the last row of each key of its store. */
async function outputOf(kafka: Kafka, inputPrefix: string, engine: Engine) {
  const applicationId = `peer-test-${engine.name}-${randomUUID().slice(0, 8)}`
  const outputs = { ...outputsOf('bench', applicationId), inputPrefix }
  const topology = applicationTopology('bench', outputs, applicationId)
  await createTopics(kafka, topicsOf(topology))
  const counter = await OutputCounter.open(kafka, [outputs.consultations, outputs.factures])
  const stateDir = join(folder, applicationId)
  mkdirSync(stateDir)
  const place = { brokers, applicationId, stateDir, outputs, logFile: join(folder, `${applicationId}.log`) }
  const instance = engine.start(place)
  try {
    await countUntil(counter, () => counter.distinct >= workload.rendezvous, { instances: [instance] })
    await expect.poll(() => instance.isRunning, { timeout: 20_000 }).toBe(true)
    expect((await instance.usage()).peakRssBytes).toBeGreaterThan(0)
    await instance.stop()
    await counter.drain()
    return {
      records: [...counter.topics.values()].map(({ records }) => records),
      consultations: await contentOf(kafka, outputs.consultations),
      factures: await contentOf(kafka, outputs.factures),
      dossiers: await contentOf(kafka, `${applicationId}-dossiers-changelog`),
    }
  } finally {
    await instance.kill()
    await removeTraces(kafka, topology, applicationId, [outputs.consultations, outputs.factures])
  }
}

/** The newest committed value of each key. */
async function contentOf(kafka: Kafka, topic: string): Promise<ReadonlyMap<string, string | null>> {
  const content = new Map<string, string | null>()
  for (let partition = 0; partition < partitions; partition++) {
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    for await (const cursor of readPartition(kafka, { topic, partition }, 0, end!.offset))
      content.set(cursor.keyText() ?? '', cursor.valueText())
  }
  return content
}

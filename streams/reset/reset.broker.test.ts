import { createHash } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Admin } from '@platformatic/kafka'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openGeneration } from '../generations/openGeneration.ts'
import { json, type KafkaStreams, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { executeReset } from './executeReset.ts'
import { type PrepareResetOptions, prepareReset } from './prepareReset.ts'

interface Visit {
  readonly patient: string
}

/** Visits counted by patient, and the last of each, with indexes and versions; two subtopologies. */
function visits(input: string, output: string) {
  const builder = new StreamsBuilder()
  const stream = builder.stream(input, { key: text, value: json<Visit>() })
  stream.toTable({
    store: 'visits',
    indexes: { byPatient: ({ patient }) => patient },
    versions: { keepMs: 3_600_000 },
  })
  stream
    .groupBy(({ patient }) => patient, { name: 'by-patient', key: text })
    .count({ store: 'counts' })
    .toStream()
    .to(output, { value: json() })
  return builder.build()
}

describe.skipIf(!process.env.KAFKA_BROKERS)('a reset on a real cluster', () => {
  let fixture: BrokerFixture
  let admin: Admin
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    admin = new Admin({ clientId: 'test', bootstrapBrokers: process.env.KAFKA_BROKERS!.split(',') })
  })
  afterEach(async () => {
    await admin.close()
    await fixture.close()
  })

  const began = Date.now() - 60_000
  const visit = (n: number) => ({
    key: `v${n}`,
    value: JSON.stringify({ patient: `p${n % 3}` }),
    timestamp: began + n,
  })
  const many = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => visit(from + n))

  async function reset(
    application: string,
    topology: ReturnType<typeof visits>,
    options: Partial<PrepareResetOptions> = {},
  ) {
    const { kafka } = fixture
    const prepared = await prepareReset(topology, { kafka, applicationId: application, ...options })
    expect(prepared.refusals).toEqual([])
    await executeReset(prepared.plan, { kafka })
    return prepared.plan
  }

  const counts = async (streams: KafkaStreams) =>
    Object.fromEntries((await streams.store<string, number>('counts').page()).rows)

  /** Everything in the cluster whose name begins as ours does: topics with their ids and offsets, groups with theirs. */
  async function listing(prefix: string): Promise<Record<string, unknown>> {
    const { kafka } = fixture
    const topics = (await admin.listTopics()).filter(name => name.startsWith(prefix))
    const metadata = (await kafka.metadata(topics)).topics
    const found: Record<string, unknown> = {}
    for (const { name, id, leaders } of metadata.values()) {
      const partitions = leaders.map((_, partition) => ({ topic: name, partition }))
      const [begins, ends] = [
        await kafka.listOffsets(partitions, 'earliest'),
        await kafka.listOffsets(partitions, 'latest'),
      ]
      const configs = [...(await kafka.topicConfigs([name])).get(name)!].sort().join()
      found[`topic ${name}`] = {
        id,
        configs,
        offsets: begins.map(({ offset }, p) => [offset, ends[p]!.offset]),
      }
    }
    const groups = [...(await admin.listGroups({ types: ['streams', 'classic', 'consumer'] })).keys()]
    for (const group of groups.filter(name => name.startsWith(prefix))) {
      const offsets = await kafka.allCommittedOffsets(group)
      found[`group ${group}`] = offsets.map(each => JSON.stringify(each)).sort()
    }
    return found
  }

  const filesIn = (directory: string) =>
    Object.fromEntries(
      globSync('**', { cwd: directory })
        .filter(file => statSync(join(directory, file)).isFile())
        .map(file => [
          file,
          createHash('sha256')
            .update(readFileSync(join(directory, file)))
            .digest('hex'),
        ]),
    )

  test('touches nothing of applications whose ids are prefixes of one another', async () => {
    const input = await fixture.topic('in', 2)
    const ids = ['app', 'app-2', 'app-2-visits', 'app.g2'].map(name => fixture.name(name))
    const directories = new Map<string, string>()
    const start = async (applicationId: string) => {
      const stateDir = directories.get(applicationId) ?? (await fixture.stateDir())
      directories.set(applicationId, stateDir)
      return fixture.start(topologyOf(applicationId), { applicationId, stateDir })
    }
    const outputs = new Map<string, string>()
    for (const [i, id] of ids.entries()) outputs.set(id, await fixture.topic(`out-${i}`, 2))
    const topologyOf = (id: string) => visits(input, outputs.get(id)!)
    await fixture.produce(input, many(0, 12))
    const all = { p0: 4, p1: 4, p2: 4 }
    for (const id of ids) {
      const streams = await start(id)
      await fixture.until(
        () => counts(streams).catch(() => ({})),
        seen => JSON.stringify(seen) === JSON.stringify(all),
      )
      await streams.stop()
    }

    for (const id of ids) {
      const before = await listing(fixture.id)
      const files = new Map([...directories].map(([of, directory]) => [of, filesIn(directory)]))
      const { internal } = await reset(id, topologyOf(id), { outputs: 'supersede' })
      const own = new Set([
        ...internal.map(({ topic }) => `topic ${topic}`),
        `topic ${outputs.get(id)}`,
        `topic ${id}-generations`,
        `group ${id}`,
      ])
      expect(internal.map(({ topic }) => topic)).toEqual([
        `${id}-by-patient-repartition`,
        `${id}-counts-changelog`,
        `${id}-visits-changelog`,
      ])
      const others = (seen: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(seen).filter(([name]) => !own.has(name)))
      const after = await listing(fixture.id)
      expect(others(after)).toEqual(others(before))
      expect(
        Object.keys(after).filter(name => internal.some(({ topic }) => name === `topic ${topic}`)),
      ).toEqual([])
      expect(new Map([...directories].map(([of, directory]) => [of, filesIn(directory)]))).toEqual(files)
    }
    for (const id of ids) {
      const streams = await start(id)
      await fixture.until(
        () => counts(streams).catch(() => ({})),
        seen => JSON.stringify(seen) === JSON.stringify(all),
      )
      await streams.stop()
    }
  }, 120_000)

  test('stops members through the log; they come back by a new start, and say everything once more with the id of the run', async () => {
    const input = await fixture.topic('in', 2)
    const output = await fixture.topic('out', 2)
    const application = fixture.name('app')
    const topology = visits(input, output)
    const stateDir = await fixture.stateDir()
    const open = async () => {
      const instance = await openGeneration(topology, {
        applicationId: application,
        stateDir,
        kafka: fixture.kafka,
        commitIntervalMs: 20,
        sessionTimeoutMs: 3_000,
      })
      await instance.start()
      return instance
    }
    const all = { p0: 4, p1: 4, p2: 4 }
    const isAll = (seen: unknown) => JSON.stringify(seen) === JSON.stringify(all)
    const first = await open()
    await fixture.produce(input, many(0, 12))
    await fixture.until(() => counts(first.streams).catch(() => ({})), isAll)
    const hashes = () => first.streams.hashes().map(({ offset, ...each }) => each)
    const before = await fixture.until(hashes, seen => seen.every(({ hash }) => hash !== null))
    const told = (await fixture.read(output)).map(({ key, value }) => `${key} ${value}`).sort()

    const ended = expect(first.done).rejects.toMatchObject({ code: 'GENERATION_RESET' })
    const again = ended.then(open)
    const { run } = await reset(application, topology, { accepts: { stop: true } })
    const second = await again
    try {
      await fixture.until(() => counts(second.streams).catch(() => ({})), isAll)
      await fixture.until(
        () => fixture.read(output),
        records => records.length === 24,
      )
      const written = await fixture.read(output)
      const marked = written.filter(({ headers }) => headers['millrace-run'] === run)
      const plain = written.filter(({ headers }) => !('millrace-run' in headers))
      for (const records of [marked, plain])
        expect(records.map(({ key, value }) => `${key} ${value}`).sort()).toEqual(told)
      const after = await fixture.until(
        () => second.streams.hashes().map(({ offset, ...each }) => each),
        seen => seen.every(({ hash }) => hash !== null),
      )
      expect(after).toEqual(before)
    } finally {
      await second.stop()
    }
  }, 60_000)

  test('leaves no row, index entry or version of before on an instance that was away', async () => {
    const input = await fixture.topic('in', 1)
    const application = fixture.name('app')
    const topology = visits(input, await fixture.topic('out', 1))
    const stateDir = await fixture.stateDir()
    const options = { applicationId: application, stateDir, stateCleanupDelayMs: 3_600_000 }
    const away = await fixture.start(topology, options)
    await fixture.produce(input, many(0, 12))
    const all = { p0: 4, p1: 4, p2: 4 }
    await fixture.until(
      () => counts(away).catch(() => ({})),
      seen => JSON.stringify(seen) === JSON.stringify(all),
    )
    await away.stop()

    const target = { kind: 'offsets', offsets: { [`${input}:0`]: 12 } } as const
    const plan = await reset(application, topology, { target, accepts: { partialState: true } })
    expect(plan).toMatchObject({ skipped: 12, records: 0 })
    // Another does some work, so that the log of its stores is as long as the one of before was.
    const other = await fixture.start(topology, { applicationId: application })
    await fixture.produce(
      input,
      Array.from({ length: 40 }, () => visit(1)),
    )
    const isNew = (seen: unknown) => JSON.stringify(seen) === JSON.stringify({ p1: 40 })
    await fixture.until(() => counts(other).catch(() => ({})), isNew)
    const expected = other.hashes().map(({ offset, ...each }) => each)
    await other.stop()

    const back = await fixture.start(topology, options)
    await fixture.until(() => counts(back).catch(() => ({})), isNew)
    const rows = back.store<string, Visit>('visits')
    expect((await rows.page()).rows.map(([key]) => key)).toEqual(['v1'])
    expect((await rows.indexPage({ index: 'byPatient' })).rows.map(([key]) => key)).toEqual(['v1'])
    expect((await rows.page({ at: Date.now() })).rows.map(([key]) => key)).toEqual(['v1'])
    expect((await rows.page({ at: began })).rows).toEqual([])
    const found = await fixture.until(
      () => back.hashes().map(({ offset, ...each }) => each),
      seen => seen.every(({ hash }) => hash !== null),
    )
    expect(found).toEqual(expected)
  }, 60_000)
})

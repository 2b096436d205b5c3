import { describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { GenerationLog } from '../generations/generationLog.ts'
import type { GenerationNews } from '../generations/generationRecord.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { openTransaction } from '../testing/simulation/openTransaction.ts'
import { processKafka } from '../testing/simulation/processKafka.ts'
import { SimulatedCluster } from '../testing/simulation/simulatedCluster.ts'
import { SimulatedProcess } from '../testing/simulation/simulatedProcess.ts'
import { executeReset } from './executeReset.ts'
import { type PrepareResetOptions, prepareReset } from './prepareReset.ts'

/** Two subtopologies: records are counted under another key than they come with. */
function counting() {
  const builder = new StreamsBuilder()
  builder
    .stream('events', { key: text, value: text })
    .groupBy(value => value, { name: 'by-value', key: text })
    .count({ store: 'counts' })
    .toStream()
    .to('changes', { value: json() })
  return builder.build()
}

const topology = counting()
const values = 5
const application = 'simulated'
const clusterOf = (applicationId = application) =>
  new SimulatedCluster({
    topology,
    topics: { events: 2, changes: 2 },
    seed: 1,
    applicationId,
    streams: { transactionTimeoutMs: 600_000 },
    kafka: { brokers: 1 },
  })

const produce = (cluster: SimulatedCluster, from: number, to: number) => {
  for (let n = from; n < to; n++)
    cluster.produce('events', { key: `k${n % 7}`, value: `v${n % values}`, timestamp: 1_000 * n })
}
const counted = (count: number) => new Map(Array.from({ length: values }, (_, n) => [`v${n}`, count]))
const changes = (cluster: SimulatedCluster) => cluster.read('changes', text, json<number>()).length

/** Twenty records counted by an instance that has stopped; another has rows too, and is away. */
async function worked(applicationId?: string): Promise<SimulatedCluster> {
  const cluster = clusterOf(applicationId)
  cluster.start('a')
  cluster.start('away')
  produce(cluster, 0, 20)
  await cluster.quiet()
  await cluster.stop('a')
  await cluster.quiet()
  await cluster.stop('away')
  return cluster
}

const processOf = (cluster: SimulatedCluster) => new SimulatedProcess(cluster.simulator, 'reset')

interface Attempt {
  readonly process: SimulatedProcess
  ended: 'done' | Error | null
}

/** A process that prepares a reset and carries it out; at the n-th point that it reaches something becomes of it. */
function attempt(
  cluster: SimulatedCluster,
  options: Partial<PrepareResetOptions> = {},
  trap: { readonly at: number; readonly act: (process: SimulatedProcess) => void } | null = null,
  signal?: AbortSignal,
): Attempt {
  const process = processOf(cluster)
  const kafka = processKafka(cluster.kafka.connect('reset'), process)
  const { time } = process
  const made: Attempt = { process, ended: null }
  let points = 0
  process.reached = () => {
    if (++points === trap?.at) trap.act(process)
  }
  const run = async () => {
    const { plan, refusals } = await prepareReset(topology, {
      kafka,
      applicationId: application,
      time,
      ...options,
    })
    if (refusals.length > 0) throw new Error(refusals.map(({ code }) => code).join())
    await executeReset(plan, { kafka, time, patienceMs: 20_000, ...(signal && { signal }) })
  }
  run().then(
    () => {
      made.ended = 'done'
    },
    error => {
      made.ended = error
    },
  )
  return made
}

async function completed(
  cluster: SimulatedCluster,
  options?: Partial<PrepareResetOptions>,
): Promise<Attempt['ended']> {
  const made = attempt(cluster, options)
  await cluster.until(() => made.ended !== null, 120_000)
  return made.ended
}

describe('a reset', () => {
  test('begins everything anew, on instances that were away as well', async () => {
    const cluster = await worked()
    expect(changes(cluster)).toBe(20)
    expect(await completed(cluster)).toBe('done')
    cluster.start('away')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(4))
    expect(changes(cluster)).toBe(40)
  })

  test('of which an attempt dies anywhere is completed by the next; no instance starts in between', async () => {
    let unfinished = 0
    let points = 0
    for (let dieAt = 1; ; dieAt++) {
      const cluster = await worked()
      const dying = attempt(cluster, { outputs: 'supersede' }, { at: dieAt, act: process => process.kill() })
      await cluster.until(() => dying.ended !== null || dying.process.isDead, 120_000)
      if (dying.ended !== null) break
      points++
      await cluster.advance(500)
      // Nobody knows that it died: an instance comes, and is the old application, or the new one, or nothing.
      cluster.start('a')
      await cluster.advance(3_000)
      const { streams, ended } = cluster.instance('a')
      if (streams === null) {
        unfinished++
        expect(ended, `died at ${dieAt}`).toMatchObject({ code: 'RESET_UNFINISHED' })
      } else {
        await cluster.quiet()
        expect(await cluster.rows('counts'), `died at ${dieAt}`).toEqual(counted(4))
        await cluster.stop('a')
      }
      expect(await completed(cluster, { outputs: 'supersede' }), `died at ${dieAt}`).toBe('done')
      cluster.start('a')
      cluster.start('away')
      await cluster.quiet()
      expect(await cluster.rows('counts'), `died at ${dieAt}`).toEqual(counted(4))
      const [earliest] = cluster.kafka.topics.get('changes')!.logs
      expect(earliest!.start, `died at ${dieAt}`).toBeGreaterThan(0)
      expect(changes(cluster), `died at ${dieAt}`).toBe(20)
    }
    expect(points).toBeGreaterThan(100)
    expect(unfinished).toBeGreaterThan(50)
  }, 300_000)

  test('that sleeps while another completes it changes nothing when it wakes', async () => {
    let slept = 0
    for (let sleepAt = 1; ; sleepAt += 2) {
      const cluster = await worked()
      const sleeping = attempt(
        cluster,
        { outputs: 'supersede' },
        { at: sleepAt, act: process => process.pause() },
      )
      await cluster.until(() => sleeping.ended !== null || sleeping.process.isPaused, 120_000)
      if (sleeping.ended !== null) break
      slept++
      expect(await completed(cluster, { outputs: 'supersede' }), `slept at ${sleepAt}`).toBe('done')
      cluster.start('a')
      await cluster.quiet()
      sleeping.process.wake()
      await cluster.until(() => sleeping.ended !== null, 120_000)
      produce(cluster, 20, 30)
      await cluster.quiet()
      expect(await cluster.rows('counts'), `slept at ${sleepAt}`).toEqual(counted(6))
      expect(changes(cluster), `slept at ${sleepAt}`).toBe(30)
      await cluster.stop('a')
      cluster.start('away')
      await cluster.quiet()
      expect(await cluster.rows('counts'), `slept at ${sleepAt}`).toEqual(counted(6))
      await cluster.stop('away')
    }
    expect(slept).toBeGreaterThan(50)
  }, 300_000)

  test('of an application that is alive is refused, and taken back where its members do not stop', async () => {
    const cluster = await worked()
    cluster.start('a')
    await cluster.quiet()
    expect(await completed(cluster)).toMatchObject({ message: 'MEMBERS_ALIVE' })
    const ended = await completed(cluster, { accepts: { stop: true } })
    expect(ended).toMatchObject({
      code: 'RESET_REFUSED',
      message: expect.stringMatching(/did not stop: .*taken back/s),
    })
    produce(cluster, 20, 30)
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(6))
    expect(changes(cluster)).toBe(30)
    await cluster.stop('a')
    expect(await completed(cluster)).toBe('done')
    cluster.start('away')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(6))
  })

  test('waits for the session of a member that died, and ends the transaction that it left open', async () => {
    for (const point of ['produce answered', 'txnOffsetCommit answered', 'endTxn sent']) {
      const cluster = await worked()
      cluster.start('a')
      await cluster.quiet()
      cluster.crashAt('a', new RegExp(`^${point}$`))
      produce(cluster, 20, 30)
      await cluster.until(() => cluster.instance('a').streams === null, 10_000)
      expect(await completed(cluster, { accepts: { stop: true } }), point).toBe('done')
      expect(openTransaction(cluster.kafka), point).toBeNull()
      cluster.start('away')
      await cluster.quiet()
      expect(await cluster.rows('counts'), point).toEqual(counted(6))
    }
  })

  test('goes to offsets or to a time where the partial state is accepted', async () => {
    const cluster = await worked()
    const target = { kind: 'time', time: new Date(10_000).toISOString() } as const
    expect(await completed(cluster, { target })).toMatchObject({ message: 'PARTIAL_STATE' })
    expect(await completed(cluster, { target, accepts: { partialState: true } })).toBe('done')
    cluster.start('a')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(2))
    await cluster.stop('a')
    const ends = cluster.kafka.topics.get('events')!.logs.map(log => log.end)
    const offsets = { 'events:0': ends[0]!, 'events:1': 0 }
    const wrong = { kind: 'offsets', offsets: { 'events:0': 1 } } as const
    expect(await completed(cluster, { target: wrong })).toMatchObject({
      message: 'OFFSETS_WRONG,PARTIAL_STATE',
    })
    const accepts = { partialState: true }
    expect(await completed(cluster, { target: { kind: 'offsets', offsets }, accepts })).toBe('done')
    cluster.start('a')
    await cluster.quiet()
    const rows = [...(await cluster.rows<number>('counts')).values()]
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(ends[1])
  })

  test('says what input is gone, and goes on with the rest where that is accepted', async () => {
    const cluster = await worked()
    cluster.kafka.truncateBefore('events', 0, 3)
    expect(await completed(cluster)).toMatchObject({ message: 'INPUT_LOST' })
    expect(await completed(cluster, { accepts: { loss: true } })).toBe('done')
    cluster.start('a')
    await cluster.quiet()
    const rows = [...(await cluster.rows<number>('counts')).values()]
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(17)
    expect(cluster.kafka.topics.log({ topic: 'events', partition: 0 })!.end).toBeGreaterThan(3)
  })

  test('is of the live generation, and waits until no other is beside it', async () => {
    const cluster = await worked('simulated.g2')
    const kafka = cluster.kafka.connect('generations')
    const log = new GenerationLog({ kafka, applicationId: application, time: processOf(cluster).time })
    const facts = { outputs: 'shadow', label: '', fingerprint: '', settings: '', topics: [] } as const
    const tell = async (news: GenerationNews) => {
      let isTold = false
      void log.append(news).then(() => {
        isTold = true
      })
      await cluster.until(() => isTold, 60_000)
    }
    await tell({ type: 'created', generation: 2, ...facts })
    expect(await completed(cluster)).toMatchObject({ message: 'OTHER_GENERATIONS' })
    await tell({ type: 'cut', generations: [1, 2], to: 2, timeoutMs: 10_000 })
    const cut = log.generations.cut!.id
    await tell({ type: 'run-to', cut, positions: {} })
    await tell({ type: 'quiet', cut })
    await tell({ type: 'switched', cut, to: 2 })
    expect(await completed(cluster)).toMatchObject({ message: 'OTHER_GENERATIONS' })
    await tell({ type: 'retired', generation: 1, topics: [] })
    expect(await completed(cluster)).toBe('done')
    cluster.start('a')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(4))
    expect(changes(cluster)).toBe(40)
  })

  test('is taken back when whoever waits for members is told not to wait any longer', async () => {
    const cluster = await worked()
    cluster.start('a')
    await cluster.quiet()
    const stop = new AbortController()
    const made = attempt(cluster, { accepts: { stop: true } }, null, stop.signal)
    await cluster.advance(5_000)
    expect(made.ended).toBeNull()
    stop.abort()
    await cluster.until(() => made.ended !== null, 5_000)
    expect(made.ended).toMatchObject({ code: 'RESET_REFUSED' })
    await cluster.stop('a')
    cluster.start('away')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counted(4))
    expect(changes(cluster)).toBe(20)
  })
})

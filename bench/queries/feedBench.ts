import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { internalTopics, type Kafka } from 'millrace'
import { BatchBuilder, partitionForKey, plainBatch } from 'millrace/wire'
import { twoFreePorts } from '../../broker/ports.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { connect, partitions } from '../workload.ts'
import { CommitWatch } from './commitWatch.ts'
import { FluxProcess } from './fluxProcess.ts'
import type { NodeService } from './service.ts'
import { cabinetService } from './services.ts'

export interface FeedOptions {
  readonly brokers: readonly string[]
  readonly clients: number
  readonly seconds: number
  readonly say: (line: string) => void
}

/** Changes that were written at one pace, and how they arrived. */
export interface FeedPhase {
  readonly phase: string
  /** Rows that were changed, and changes that clients were to receive of that. */
  readonly written: number
  readonly expected: number
  readonly delivered: number
  readonly deliveredPerSecond: number
  /** ms from the writing of the event until a client had the change: processing and commit included. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** The same for a plain read-committed consumer of the changelog: what is more than that is the feed's. */
  readonly committedP50: number
  readonly committedP99: number
  /** Cores that the cabinet used, and that the clients used. */
  readonly cores: number
  readonly clientCores: number
  readonly faults: readonly string[]
}

export interface FeedResult {
  readonly clients: number
  /** From the first connection until every subscription was whole. */
  readonly secondsUntilLive: number
  /** Of the cabinet's resident memory, before the clients came and with all of them live. */
  readonly rssBeforeMB: number
  readonly rssMB: number
  readonly kilobytesPerClient: number
  readonly phases: readonly FeedPhase[]
}

const applicationId = 'queries-feed'
const medecins = 100
const people = 500
const patienceMs = 60_000
const livePatienceMs = 120_000
const stepMs = 50

/** Clients of the cabinet's feed: each has the view of all médecins, and that of one patient. */
export async function feedBench({ brokers, clients, seconds, say }: FeedOptions): Promise<FeedResult> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-feed-'))
  const kafka = await connect(brokers, 'feed-bench')
  const [port] = await twoFreePorts()
  const service = cabinetService({ brokers, folder, port }, { APPLICATION_ID: applicationId })
  let flux: FluxProcess | null = null
  let watch: CommitWatch | null = null
  try {
    await untilOk(`${service.url}/ready?scope=all`)
    const all = [
      ...range(medecins).map(i => ({ medecinId: medecin(i), nom: 'Dr', tarif: 200 })),
      ...range(people).map(i => ({ patientId: patient(i), nom: 'Patient' })),
    ]
    await write(kafka, '.created', all)
    await untilOk(`${service.url}/api/patients/${patient(people - 1)}`)
    await untilOk(`${service.url}/api/medecins/${medecin(medecins - 1)}`)
    await sleep(2_000)
    const before = service.rss()
    const began = performance.now()
    flux = new FluxProcess(service.url, clients, people)
    await flux.live(livePatienceMs)
    const live = performance.now()
    await sleep(2_000)
    const rss = service.rss()
    say(`${clients} clients live after ${((live - began) / 1000).toFixed(1)} s`)
    const changelogs = internalTopics(cabinet({ applicationId }), applicationId).filter(topic =>
      /-(patients|medecins)-changelog$/.test(topic),
    )
    watch = await CommitWatch.open(kafka, changelogs)
    const at = { kafka, service, flux, watch, clients }
    const phases: FeedPhase[] = []
    const run = async (phase: string, pace: Pace) => {
      phases.push(await measure(at, phase, pace))
      say(told(phases.at(-1)!))
    }
    const each = clients / people
    await run('warm', { perStep: 1, steps: (1 / stepMs) * 2_000, of: 'medecinId', receivers: clients })
    await run('everybody', {
      perStep: 1,
      steps: (seconds * 1_000) / stepMs,
      of: 'medecinId',
      receivers: clients,
    })
    await run('one patient', {
      perStep: 10,
      steps: (seconds * 1_000) / stepMs,
      of: 'patientId',
      receivers: each,
    })
    await run('burst', { perStep: medecins, steps: 1, of: 'medecinId', receivers: clients })
    return {
      clients,
      secondsUntilLive: round((live - began) / 1000),
      rssBeforeMB: Math.round(before / 1e6),
      rssMB: Math.round(rss / 1e6),
      kilobytesPerClient: round((rss - before) / clients / 1e3),
      phases: phases.slice(1),
    }
  } finally {
    flux?.kill()
    await watch?.stop()
    await service.kill()
    await kafka.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `perStep` rows change at a time, all of them different ones; `receivers` clients follow each. */
interface Pace {
  readonly perStep: number
  readonly steps: number
  readonly of: 'medecinId' | 'patientId'
  readonly receivers: number
}

async function measure(
  at: {
    readonly kafka: Kafka
    readonly service: NodeService
    readonly flux: FluxProcess
    readonly watch: CommitWatch
  },
  phase: string,
  { perStep, steps, of, receivers }: Pace,
): Promise<FeedPhase> {
  const { kafka, service, flux, watch } = at
  await flux.received()
  watch.take()
  const cpu = service.usage().cpuMicros
  const began = performance.now()
  let number = 0
  for (let step = 0; step < steps; step++) {
    const rows = range(perStep).map(() => {
      const i = number++
      const nom = `t${(performance.timeOrigin + performance.now()).toFixed(2)}`
      return of === 'medecinId'
        ? { medecinId: medecin(i % medecins), nom }
        : { patientId: patient(i % people), nom }
    })
    await write(kafka, '.updated', rows)
    await sleep(Math.max(0, began + (step + 1) * stepMs - performance.now()))
  }
  const expected = number * receivers
  const times: number[] = []
  const lost: string[] = []
  let clientMicros = 0
  const committed: number[] = []
  for (const deadline = performance.now() + patienceMs; ; ) {
    const received = await flux.received()
    for (const ms of received.times) times.push(ms)
    lost.push(...received.lost)
    clientMicros += received.cpuMicros
    if (times.length >= expected || performance.now() > deadline) break
    await sleep(100)
  }
  await sleep(200)
  committed.push(...watch.take())
  const took = performance.now() - began
  const faults = [
    ...new Set(lost),
    ...(times.length === expected ? [] : [`${times.length} changes instead of ${expected}`]),
    ...(committed.length === number ? [] : [`${committed.length} rows committed instead of ${number}`]),
  ]
  times.sort((a, b) => a - b)
  const quantile = (sorted: readonly number[], share: number) =>
    round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  const longest = quantile(times, 1)
  // A burst takes as long as its last change does; at a pace it is the pace's time.
  const seconds = Math.max(steps === 1 ? longest : steps * stepMs, 1) / 1000
  return {
    phase,
    written: number,
    expected,
    delivered: times.length,
    deliveredPerSecond: Math.round(times.length / seconds),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    longest,
    committedP50: quantile(committed, 0.5),
    committedP99: quantile(committed, 0.99),
    cores: round((service.usage().cpuMicros - cpu) / 1_000 / took),
    clientCores: round(clientMicros / 1_000 / took),
    faults,
  }
}

const medecin = (i: number) => `FLUX-M${i}`
const patient = (i: number) => `FLUX-P${i}`
const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const round = (value: number) => Number(value.toPrecision(3))

async function write(
  kafka: Kafka,
  happened: '.created' | '.updated',
  rows: readonly Readonly<Record<string, string | number>>[],
): Promise<void> {
  const batches = new Map<string, { topic: string; partition: number; builder: BatchBuilder }>()
  for (const data of rows) {
    const [field, key] = Object.entries(data)[0] as [string, string]
    const topic = (field === 'medecinId' ? 'medecin' : 'patient') + happened
    const partition = partitionForKey(key, partitions)
    const id = `${topic}/${partition}`
    const batch = batches.get(id) ?? { topic, partition, builder: new BatchBuilder() }
    batches.set(id, batch)
    const at = Date.now()
    const timestamp = new Date(at).toISOString()
    const event = { eventId: randomUUID(), eventType: topic, timestamp, version: '1.0', data }
    batch.builder.append(key, JSON.stringify(event), at, null)
  }
  const records = [...batches.values()].map(({ topic, partition, builder }) => ({
    topic,
    partition,
    records: builder.finish(plainBatch),
  }))
  const refused = (await kafka.produce(null, records)).find(({ error }) => error !== null)
  if (refused) throw new Error(`${refused.topic} took no input: ${refused.error}`)
}

async function untilOk(url: string): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (performance.now() > deadline) throw new Error(`${url} does not answer`)
    await sleep(100)
  }
}

function told(one: FeedPhase): string {
  return [
    `feed, ${one.phase}: ${one.written} rows changed, ${one.delivered} changes delivered, ${one.deliveredPerSecond}/s`,
    `p50 ${one.p50} ms, p99 ${one.p99} ms, longest ${one.longest} ms since written`,
    `a plain consumer: ${one.committedP50} and ${one.committedP99} ms`,
    `cores ${one.cores}, clients ${one.clientCores}`,
    ...one.faults,
  ].join('; ')
}

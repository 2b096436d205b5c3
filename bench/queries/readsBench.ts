import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { twoFreePorts } from '../../broker/ports.ts'
import type { PeerTools } from '../peers/kafka-streams/peerTools.ts'
import { createTopics } from '../produceInput.ts'
import { connect, generate, patientId } from '../workload.ts'
import { Backlog } from './backlog.ts'
import { type PatientCreated, patientAnswer } from './patientAnswer.ts'
import { pointReads, type ReadFigures } from './pointReads.ts'
import type { Service } from './service.ts'
import { cabinetService, kafkaStreamsService, mapService, millraceService, outputsOf } from './services.ts'

export interface ReadsOptions {
  readonly brokers: readonly string[]
  /** Null: without Kafka Streams. */
  readonly peer: PeerTools | null
  readonly turns: number
  /** Of one measurement under load; the one with few connections takes half of it. */
  readonly seconds: number
  readonly patients: number
  readonly say: (line: string) => void
}

/** One service in one turn. */
export interface Measured {
  readonly service: string
  readonly turn: number
  /** `busy`: while it processes all that it can. */
  readonly mode: 'idle' | 'busy'
  readonly readsPerSecond: number
  /** ms, with as many connections as make the reads a second. */
  readonly p50: number
  readonly p99: number
  /** ms, with two connections. */
  readonly calmP50: number
  readonly calmP99: number
  /** µs of processor time of the service for a read; null where it does other work too. */
  readonly cpuPerRead: number | null
  /** Cores that the service had, and that the asking had. */
  readonly cores: number
  readonly generatorCores: number
  /** Rendezvous a second that came out meanwhile; null: it was idle. */
  readonly processedPerSecond: number | null
  readonly peakRssMB: number
  /** What makes the figures worthless. */
  readonly faults: readonly string[]
}

const medecins = 1_000
export const connections = 32
const calmConnections = 2
const warmSeconds = 3
/** Threads of the peer's HTTP server: enough that none of the connections waits for one. */
const peerThreads = connections
const patienceMs = 120_000

/** The same reads of each service, turn about: idle, then while it processes. */
export async function readsBench(options: ReadsOptions): Promise<readonly Measured[]> {
  const { say, turns, patients } = options
  const folder = mkdtempSync(join(tmpdir(), 'millrace-queries-'))
  const kafka = await connect(options.brokers, 'queries-bench')
  const services: Service[] = []
  const measured: Measured[] = []
  try {
    await startAll(options, kafka, folder, services)
    const backlogs = new Map<Service, Backlog>()
    for (const service of services) {
      if (service.work === null) continue
      const backlog = new Backlog(kafka, service.work, { patients, medecins })
      backlogs.set(service, backlog)
      await backlog.people({ patients, medecins })
    }
    const ids = Array.from({ length: 5_000 }, (_, i) => patientId((i * 7_919) % patients))
    for (const service of services) {
      await sameAnswers(service, patients)
      say(`${service.name} answers`)
    }
    for (const service of services) {
      await untilCalm(service)
      await pointReads(service.url, { connections, seconds: warmSeconds, ids })
    }
    for (let turn = 1; turn <= turns; turn++) {
      // Nobody is always the first after the pause.
      const order = services.map((_, i) => services[(i + turn - 1) % services.length]!)
      for (const mode of ['idle', 'busy'] as const) {
        for (const service of order) {
          const backlog = backlogs.get(service) ?? null
          if (mode === 'busy' && backlog === null) continue
          const one = await measure(service, mode === 'busy' ? backlog : null, ids, options.seconds)
          measured.push({ ...one, service: service.name, turn, mode })
          say(told(measured.at(-1)!))
        }
      }
    }
    return measured
  } finally {
    await Promise.all(services.map(service => service.kill()))
    await kafka.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startAll(
  { brokers, peer, patients }: ReadsOptions,
  kafka: Kafka,
  folder: string,
  services: Service[],
): Promise<void> {
  const ports = [...(await twoFreePorts()), ...(await twoFreePorts())]
  const place = (i: number) => ({ brokers, folder, port: ports[i]! })
  const inputs = ['patient.created', 'medecin.created', 'rendezvous.created']
  for (const name of ['millrace', 'kafka-streams'])
    await createTopics(kafka, [
      ...inputs.map(topic => `queries-${name}.${topic}`),
      ...Object.values(outputsOf(name)),
    ])
  services.push(mapService(place(0), patients), millraceService(place(1)))
  if (peer) services.push(kafkaStreamsService(place(2), peer, peerThreads))
  services.push(cabinetService(place(3)))
  // It makes its topics itself.
  const cabinet = services.at(-1)!
  await until(
    async () => (await fetch(`${cabinet.url}/health`)).ok,
    () => 'The cabinet does not start',
  )
}

type Figures = Omit<Measured, 'service' | 'turn' | 'mode'>

async function measure(
  service: Service,
  backlog: Backlog | null,
  ids: readonly string[],
  seconds: number,
): Promise<Figures> {
  await untilCalm(service)
  await backlog?.rendezvous(service.work!.backlog)
  const before = { usage: service.usage(), done: (await backlog?.done()) ?? 0, at: performance.now() }
  const loaded = await pointReads(service.url, { connections, seconds, ids })
  const usage = service.usage()
  const calm = await pointReads(service.url, { connections: calmConnections, seconds: seconds / 2, ids })
  const after = { done: (await backlog?.done()) ?? 0, at: performance.now() }
  const left = (await backlog?.left()) ?? 0
  await untilCalm(service)
  const cpu = usage.cpuMicros - before.usage.cpuMicros
  return {
    ...figuresOf(loaded),
    calmP50: round(calm.p50),
    calmP99: round(calm.p99),
    cpuPerRead: backlog ? null : round(cpu / loaded.reads),
    cores: round(cpu / 1e6 / loaded.seconds),
    processedPerSecond: backlog && Math.round(((after.done - before.done) / (after.at - before.at)) * 1_000),
    peakRssMB: Math.round(service.usage().peakRssBytes / 1e6),
    faults: [
      ...(loaded.failed + calm.failed > 0 ? [`${loaded.failed + calm.failed} reads failed`] : []),
      ...(backlog && left === 0 ? ['it had nothing left to process before the end'] : []),
    ],
  }
}

const figuresOf = ({ reads, seconds, p50, p99, generatorCores }: ReadFigures) => ({
  readsPerSecond: Math.round(reads / seconds),
  p50: round(p50),
  p99: round(p99),
  generatorCores: round(generatorCores),
})

const round = (value: number) => Number(value.toPrecision(3))

/** Waits until it has all patients, and checks that it answers as the others do, to the byte. */
async function sameAnswers({ name, url }: Service, patients: number): Promise<void> {
  const answer = async (id: string) => {
    const response = await fetch(`${url}/api/patients/${id}`)
    return response.status === 200 ? response.text() : null
  }
  let number = 0
  for (const { key, value } of generate({ patients, medecins: 0, rendezvous: 0 })) {
    if (number++ % 997 !== 0 && number !== patients) continue
    const expected = JSON.stringify(patientAnswer(JSON.parse(value) as PatientCreated))
    await until(
      async () => {
        const text = await answer(key)
        if (text !== null && text !== expected)
          throw new Error(`${name} answers otherwise than the others:\n${text}\n${expected}`)
        return text !== null
      },
      () => `${name} does not have patient ${key}`,
    )
  }
}

/** Waits until it hardly uses the processor: all that was to be processed is. */
async function untilCalm(service: Service): Promise<void> {
  await until(
    async () => {
      const before = service.usage().cpuMicros
      await sleep(400)
      return service.usage().cpuMicros - before < 60_000
    },
    () => `${service.name} does not come to rest`,
  )
}

/** Errors of a service that does not listen yet count as no. */
async function until(holds: () => Promise<boolean>, late: () => string): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const isSo = await holds().catch(error => {
      if (error instanceof TypeError) return false
      throw error
    })
    if (isSo) return
    if (performance.now() > deadline) throw new Error(`${late()} (waited ${patienceMs / 1000} s)`)
    await sleep(50)
  }
}

function told(one: Measured): string {
  return [
    `turn ${one.turn}, ${one.service}, ${one.mode}: ${one.readsPerSecond} reads/s`,
    `p50 ${one.p50} ms, p99 ${one.p99} ms (calm ${one.calmP50} and ${one.calmP99})`,
    ...(one.cpuPerRead === null
      ? [`${one.processedPerSecond} rendezvous/s meanwhile`]
      : [`${one.cpuPerRead} µs of CPU a read`]),
    `cores ${one.cores}, asking ${one.generatorCores}; ${one.peakRssMB} MB`,
    ...one.faults,
  ].join(', ')
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { KafkaStreamsProcess } from '../peers/kafka-streams/kafkaStreamsProcess.ts'
import type { PeerTools } from '../peers/kafka-streams/peerTools.ts'
import { type ProcessUsage, processUsage } from '../processUsage.ts'
import { NodeService, type Service, type Work } from './service.ts'

export interface ServicePlace {
  readonly brokers: readonly string[]
  readonly folder: string
  readonly port: number
}

const entry = (name: string) => join(import.meta.dirname, 'services', name)
const root = join(import.meta.dirname, '..', '..')

/** Fastify over a Map: what there is to win. */
export function mapService({ folder, port }: ServicePlace, patients: number): Service {
  const args = [entry('mapService.ts'), String(port), String(patients)]
  return new NodeService({ name: 'map', port, work: null, args, logFile: join(folder, 'map.log') })
}

/** Rendezvous that neither of the two that run the benchmark's topology gets done while it is read. */
const backlog = 300_000

/** The benchmark's topology on millrace, behind one route. */
export function millraceService({ brokers, folder, port }: ServicePlace): Service {
  const work = workOf('millrace', backlog)
  const stateDir = stateOf(folder, 'millrace')
  const { consultations, factures } = outputsOf('millrace')
  const place = [brokers.join(), 'queries-millrace', stateDir, consultations, factures, work.prefix]
  const args = [entry('millraceService.ts'), String(port), ...place]
  return new NodeService({ name: 'millrace', port, work, args, logFile: join(folder, 'millrace.log') })
}

/** The same on Kafka Streams, with interactive queries. */
export function kafkaStreamsService(
  { brokers, folder, port }: ServicePlace,
  tools: PeerTools,
  threads: number,
): Service {
  const work = workOf('kafka-streams', backlog)
  const peer = new ServingPeer(
    tools,
    {
      brokers,
      applicationId: 'queries-kafka-streams',
      stateDir: stateOf(folder, 'kafka-streams'),
      outputs: { ...outputsOf('kafka-streams'), inputPrefix: work.prefix },
      logFile: join(folder, 'kafka-streams.log'),
    },
    { 'application.server': `127.0.0.1:${port}` },
    threads,
  )
  return {
    name: 'kafka-streams',
    url: `http://127.0.0.1:${port}`,
    work,
    usage: () => peer.now(),
    kill: () => peer.kill(),
  }
}

class ServingPeer extends KafkaStreamsProcess {
  now(): ProcessUsage {
    return processUsage(this.child.pid!)!
  }
}

/** The cabinet as it is: `cabinet start`, with all its rules and its API. */
export function cabinetService(
  { brokers, folder, port }: ServicePlace,
  more: Readonly<Record<string, string>> = {},
): NodeService {
  const environment = {
    KAFKA_BROKERS: brokers.join(),
    PORT: String(port),
    STATE_DIR: stateOf(folder, 'cabinet'),
    DEMO: '0',
    NOTIFICATIONS: '0',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'warn',
    ...more,
  }
  const work = { prefix: '', output: 'consultation.created', backlog: 25_000 }
  const args = [join(root, 'cli', 'start.ts'), '--json']
  return new NodeService({
    name: 'cabinet',
    port,
    work,
    args,
    environment,
    logFile: join(folder, 'cabinet.log'),
  })
}

export const outputsOf = (name: string) => ({
  consultations: `queries-${name}.consultations`,
  factures: `queries-${name}.factures`,
})

function workOf(name: string, count: number): Work {
  return { prefix: `queries-${name}.`, output: outputsOf(name).consultations, backlog: count }
}

function stateOf(folder: string, name: string): string {
  const stateDir = join(folder, name)
  mkdirSync(stateDir, { recursive: true })
  return stateDir
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { twoFreePorts } from '../../broker/ports.ts'
import { createTopics } from '../produceInput.ts'
import { Backlog } from '../queries/backlog.ts'
import { NodeService } from '../queries/service.ts'
import { connect } from '../workload.ts'
import { openPage } from './openPage.ts'

/** A rendezvous is read three times: from its topic and from two repartition topics. */
export const recordsOfOne = 3
const people = { patients: 20_000, medecins: 1_000 }
/** Rendezvous in the backlog of one second; it must not come to its end. */
const most = 60_000
const warmMs = 1_500
const patienceMs = 120_000

/** Records a second that the application is given; null: all that it can take. */
export const paces = [30_000, null] as const

/** The application for some seconds. */
export interface ConsoleMeasured {
  readonly turn: number
  readonly pace: number | null
  readonly isOpen: boolean
  readonly recordsPerSecond: number
  readonly cpuPerRecord: number
  /** What the page asked, ms; none where none was open. */
  readonly answers: readonly number[]
  /** What makes the figures worthless. */
  readonly faults: readonly string[]
}

export interface ConsoleBench {
  readonly brokers: readonly string[]
  readonly turns: number
  readonly seconds: number
  readonly say: (line: string) => void
}

/** The same application under the same load with a flow page open and without one, turn about. */
export async function consoleBench(options: ConsoleBench): Promise<readonly ConsoleMeasured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-console-'))
  const kafka = await connect(options.brokers, 'console-bench')
  const name = `console-${process.pid}`
  const work = { prefix: `${name}.`, output: `${name}.consultations`, backlog: most }
  const inputs = ['patient.created', 'medecin.created', 'rendezvous.created']
  await createTopics(kafka, [...inputs.map(topic => work.prefix + topic), work.output, `${name}.factures`])
  const [port] = await twoFreePorts()
  const stateDir = join(folder, 'state')
  mkdirSync(stateDir)
  const service = new NodeService({
    name,
    port: port!,
    work,
    args: [
      join(import.meta.dirname, 'consoleService.ts'),
      ...[String(port), options.brokers.join(), name, stateDir, work.output, `${name}.factures`, work.prefix],
    ],
    logFile: join(folder, 'log'),
  })
  const measured: ConsoleMeasured[] = []
  try {
    const backlog = new Backlog(kafka, work, people)
    await backlog.people(people)
    await untilItAnswers(service)
    for (let turn = 0; turn <= options.turns; turn++) {
      // Nobody is always the first after the pause. The first turn makes it warm, and is not told.
      for (const pace of paces)
        for (const isOpen of turn % 2 === 0 ? [false, true] : [true, false]) {
          const one = {
            turn,
            pace,
            isOpen,
            ...(await measure(service, backlog, pace, isOpen, options.seconds)),
          }
          if (turn === 0) continue
          measured.push(one)
          options.say(told(one))
        }
    }
    return measured
  } finally {
    await service.kill()
    await kafka.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  service: NodeService,
  backlog: Backlog,
  pace: number | null,
  isOpen: boolean,
  seconds: number,
): Promise<Pick<ConsoleMeasured, 'recordsPerSecond' | 'cpuPerRecord' | 'answers' | 'faults'>> {
  const perSecond = pace === null ? null : pace / recordsOfOne
  await setPace(service, 1)
  const missing = (perSecond ?? most) * (seconds + warmMs / 1000) * 1.2 - (await backlog.left())
  if (missing > 0) await backlog.rendezvous(Math.ceil(missing))
  await setPace(service, perSecond)
  const close = isOpen ? openPage(service.url) : async () => []
  await sleep(warmMs)
  const look = async () => ({
    cpu: service.usage().cpuMicros,
    done: await backlog.done(),
    at: performance.now(),
  })
  const before = await look()
  await sleep(seconds * 1000)
  const after = await look()
  const left = await backlog.left()
  const answers = await close()
  const records = (after.done - before.done) * recordsOfOne
  const recordsPerSecond = (records / (after.at - before.at)) * 1000
  return {
    recordsPerSecond,
    cpuPerRecord: (after.cpu - before.cpu) / records,
    answers,
    faults: [
      ...(left === 0 ? ['it had nothing left to process before the end'] : []),
      ...(pace !== null && recordsPerSecond < pace * 0.9 ? ['it did not keep the pace'] : []),
    ],
  }
}

async function setPace(service: NodeService, perSecond: number | null): Promise<void> {
  const response = await fetch(`${service.url}/pace`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ perSecond }),
  })
  if (!response.ok) throw new Error(`The application answers ${response.status} to its pace`)
}

async function untilItAnswers({ url }: NodeService): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    if (
      await fetch(`${url}/streams/topology`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    if (performance.now() > deadline) throw new Error('The application does not start')
    await sleep(50)
  }
}

const told = ({ turn, pace, isOpen, recordsPerSecond, cpuPerRecord, faults }: ConsoleMeasured) =>
  [
    `turn ${turn}, ${pace === null ? 'all it can' : `${pace} records/s`}, ${isOpen ? 'with' : 'without'} a page`,
    `${Math.round(recordsPerSecond)} records/s, ${cpuPerRecord.toPrecision(4)} µs of CPU a record`,
    ...faults,
  ].join(': ')

import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Kafka, leaveOnBehalf } from 'millrace'
import { Application } from '../../bench/application.ts'
import { applicationTopology, topicsOf } from '../../bench/applicationTopology.ts'
import { countUntil } from '../../bench/countUntil.ts'
import { restored } from '../../bench/logLine.ts'
import { OutputCounter } from '../../bench/outputCounter.ts'
import { createTopics } from '../../bench/produceInput.ts'
import { pathOfTopology } from '../pathOfTopology.ts'
import { assignedAt, type Takeover, type WarmCrash } from './takeover.ts'

export interface WarmCrashOptions {
  readonly kafka: Kafka
  readonly brokers: readonly string[]
  /** Stands before the input topics, which hold the whole input. */
  readonly inputPrefix: string
  /** By rendezvous: the partition of its patient. */
  readonly partitionOf: Uint8Array
  readonly keys: number
  readonly takeover: Takeover
  readonly standbys: number
}

const topologyName = 'bench-changelogs'

/** Kill -9 at a sixth of the results (no partition is at its end by then), with all state warm; afterwards the same results, no more, no less. */
export async function warmCrash(options: WarmCrashOptions): Promise<WarmCrash> {
  const { kafka, brokers, inputPrefix, partitionOf, keys, takeover, standbys } = options
  const id = `warm-${takeover}-${randomUUID().slice(0, 8)}`
  const folder = mkdtempSync(join(tmpdir(), `${id}-`))
  const outputs = { consultations: `${id}.consultations`, factures: `${id}.factures`, inputPrefix }
  const topology = applicationTopology(topologyName, outputs, id)
  await createTopics(kafka, topicsOf(topology))
  const work = pathOfTopology(topology)[2]

  let since: number | null = null
  const seen = new Map<number, number>()
  const counter = await OutputCounter.open(kafka, [outputs.consultations, outputs.factures], (_, key) => {
    const partition = partitionOf[Number(key.slice(3))]!
    if (since !== null && !seen.has(partition)) seen.set(partition, Date.now())
  })
  const start = (name: string) => {
    const stateDir = join(folder, name)
    mkdirSync(stateDir, { recursive: true })
    return new Application({
      brokers,
      applicationId: id,
      stateDir,
      outputs,
      topology: topologyName,
      logFile: join(folder, `${name}.log`),
      environment: { STANDBYS: String(standbys) },
    })
  }
  const n = partitionOf.length
  let victim = start('victim')
  const other = takeover === 'restart' ? null : start('other')
  const alive = other ? [victim, other] : [victim]
  try {
    await countUntil(counter, () => counter.distinct >= n / 6, { instances: alive })
    const had = (await victim.status()).tasks.map(task => task.id).filter(task => task.startsWith(`${work}_`))
    if (had.length === 0) throw new Error('The instance to be killed had nothing to do')
    const killed = Date.now()
    await victim.kill()
    if (takeover === 'restart') victim = start('victim')
    else if (takeover === 'told')
      await leaveOnBehalf(topology, { applicationId: id, kafka, stateDir: join(folder, 'victim') })
    const successor = other ?? victim
    const tasks = new Set(had)
    for (; since === null; since = assignedAt(successor, tasks, killed)) {
      await counter.poll()
      await sleep(1)
    }
    const partitions = had.map(task => Number(task.split('_')[1]))
    await countUntil(
      counter,
      () => partitions.every(partition => seen.has(partition)) || counter.distinct >= n,
      {
        instances: [successor],
      },
    )
    const moments = partitions.map(partition => seen.get(partition) ?? Number.NaN)
    const replayed = restored(successor.log.filter(({ time }) => time >= killed))
    const killedAt = counter.distinct
    await countUntil(counter, () => counter.distinct >= n, { instances: [successor] })
    await successor.stop()
    await counter.drain()
    rmSync(folder, { recursive: true, force: true })
    const after = (moment: number) => Math.round(moment - killed) / 1000
    return {
      takeover,
      keys,
      standbys,
      secondsUntilFirst: after(Math.min(...moments)),
      secondsUntilAll: after(Math.max(...moments)),
      secondsUntilAssigned: after(since),
      restored: replayed,
      killedAt,
      lost: n - counter.distinct,
      doubled: counter.duplicates,
    }
  } finally {
    await Promise.all([victim, other].map(instance => instance?.kill()))
  }
}

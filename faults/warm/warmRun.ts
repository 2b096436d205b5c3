import type { Kafka } from 'millrace'
import { partitionForKey } from 'millrace/wire'
import { createTopics, produceInput } from '../../bench/produceInput.ts'
import { connect, generate, partitions, type Workload } from '../../bench/workload.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { takeovers, type WarmCrash } from './takeover.ts'
import { warmCrash } from './warmCrash.ts'

export interface WarmRunOptions {
  readonly broker: RunningBroker
  /** Patients, each a row of a store with a changelog: one series of crashes for each number. */
  readonly keys: readonly number[]
  readonly standbys: readonly number[]
  readonly rendezvous: number
  readonly say: (line: string) => void
}

const medecins = 1_000

/** Kill -9 in the middle of a workload, with state of several sizes, for each way in which somebody goes on. */
export async function warmRun(options: WarmRunOptions): Promise<readonly WarmCrash[]> {
  const { broker, rendezvous, say } = options
  const kafka = await connect(broker.brokers, 'warm')
  const crashes: WarmCrash[] = []
  try {
    for (const keys of options.keys) {
      const inputPrefix = `warm-${keys}.`
      const workload = { patients: keys, medecins, rendezvous }
      say(`producing ${keys} patients and ${rendezvous} rendezvous`)
      const partitionOf = await produce(kafka, workload, inputPrefix)
      for (const standbys of options.standbys) {
        // Alone, an instance has nobody to stand by.
        for (const takeover of takeovers.filter(each => each !== 'restart' || standbys === 0)) {
          const crash = await warmCrash({
            kafka,
            brokers: broker.brokers,
            inputPrefix,
            partitionOf,
            keys,
            takeover,
            standbys,
          })
          crashes.push(crash)
          say(told(crash))
        }
      }
    }
  } finally {
    await kafka.close()
  }
  return crashes
}

/** Returns by rendezvous the partition of its patient. */
async function produce(kafka: Kafka, workload: Workload, prefix: string): Promise<Uint8Array> {
  const inputs = ['patient.created', 'medecin.created', 'rendezvous.created']
  await createTopics(
    kafka,
    inputs.map(topic => prefix + topic),
  )
  await produceInput(kafka, workload, () => {}, prefix)
  const partitionOf = new Uint8Array(workload.rendezvous)
  let index = 0
  for (const { topic, value } of generate(workload)) {
    if (topic !== 'rendezvous.created') continue
    const { data } = JSON.parse(value) as { readonly data: { readonly patientId: string } }
    partitionOf[index++] = partitionForKey(data.patientId, partitions)
  }
  return partitionOf
}

function told(crash: WarmCrash): string {
  const { takeover, keys, standbys, restored } = crash
  return [
    `${takeover.padEnd(8)} ${String(keys).padStart(9)} keys, ${standbys} standbys:`,
    `assigned after ${crash.secondsUntilAssigned.toFixed(1)} s,`,
    `first result ${crash.secondsUntilFirst.toFixed(1)} s, all partitions ${crash.secondsUntilAll.toFixed(1)} s;`,
    `${restored.records} records replayed in ${restored.ms} ms; ${crash.lost} lost, ${crash.doubled} doubled`,
  ].join(' ')
}

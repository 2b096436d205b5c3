/** `npm run bench:large-state`: a store far larger than its memory, filled and then updated by chance. Options: options.ts. */
import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectKafka } from 'millrace'
import { ownBroker } from '../ownBroker.ts'
import { ProgressBar } from '../progressBar.ts'
import { removeTraces } from '../removeTraces.ts'
import { keysOf, partitions, produceKeys } from './input.ts'
import { type LargeStateOptions, largeStateOptions, usage } from './options.ts'
import { type Sample, type Stretch, stretch } from './sample.ts'
import { largeStateTopology } from './topology.ts'

const options = readOptions()
const { keys, updates, memoryBytes } = options
const broker = await ownBroker(options.brokers)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const id = `large-state-${randomUUID().slice(0, 8)}`
const stateDir = mkdtempSync(join(tmpdir(), 'millrace-large-'))
const kafka = await connectKafka({ brokers: broker.brokers, clientId: 'bench' })
try {
  await kafka.createTopics([
    { name: id, partitions, replicationFactor: 1, configs: { 'retention.ms': '-1' } },
  ])
  await kafka.listOffsets(
    Array.from({ length: partitions }, (_, partition) => ({ topic: id, partition })),
    'latest',
  )
  const producing = new ProgressBar('Producing the input')
  await produceKeys(kafka, id, keysOf(keys, updates), done => producing.show(done, keys + updates))
  producing.end(true)
  const samples = await run()
  const quarters = (name: string, from: number, count: number) =>
    [0, 1, 2, 3].flatMap(
      n => stretch(`${name} ${n + 1}/4`, samples, from + (count * n) / 4, from + (count * (n + 1)) / 4) ?? [],
    )
  const stretches = [...quarters('fill', 0, keys), ...quarters('update', keys, updates)]
  const recoveries = samples.at(-1)!.recoveries
  if (options.json) console.log(JSON.stringify({ keys, updates, memoryBytes, recoveries, stretches }))
  else console.table(Object.fromEntries(stretches.map(({ name, ...figures }: Stretch) => [name, figures])))
} finally {
  await removeTraces(kafka, largeStateTopology(id), id, [id])
  await kafka.close()
  await broker.stop()
  rmSync(stateDir, { recursive: true, force: true })
}

/** Until every record is processed. */
async function run(): Promise<readonly Sample[]> {
  const bar = new ProgressBar('Large state')
  const samples: Sample[] = []
  const child = fork(
    join(import.meta.dirname, 'instance.ts'),
    [broker.brokers.join(','), id, stateDir, id, String(memoryBytes)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`The instance ended with code ${code}`)))
      child.on('message', (sample: Sample) => {
        samples.push(sample)
        bar.show(sample.processed, keys + updates)
        if (sample.processed >= keys + updates) resolve()
      })
    })
    bar.end(true)
    return samples
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

function readOptions(): LargeStateOptions {
  try {
    return largeStateOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}

import { connect, type FeedClient, type OpenSocket } from '../../client/index.ts'
import { SimulatedKafka } from '../../testing/simulation/cluster/simulatedKafka.ts'
import { Simulator } from '../../testing/simulation/simulator.ts'
import { changelog, eventsTopic, partitionOf, partitions, type Row } from './domain.ts'
import { EventClient } from './eventClient.ts'
import type { Step } from './history.ts'
import type { ModelClient } from './modelClient.ts'
import { ModelInstance } from './modelInstance.ts'
import { ModelSnapshots } from './modelSnapshots.ts'
import { Pipe } from './pipe.ts'
import { TableClient } from './tableClient.ts'
import { WrittenLog } from './writtenLog.ts'

const names = ['A', 'B', 'C']
const mostClients = 6
const settleMs = 120_000

export interface HistoryResult {
  readonly problems: readonly string[]
  readonly trace: readonly string[]
  /** What came to pass, by name. */
  readonly seen: ReadonlyMap<string, number>
}

/** Plays a history to instances with a feed, on a simulated Kafka, and to clients of theirs; then everything heals. */
export async function runHistory(steps: readonly Step[], seed: number): Promise<HistoryResult> {
  const trace: string[] = []
  const simulator = new Simulator(seed)
  const kafka = new SimulatedKafka(simulator, { requestTimeoutMs: 3_000 })

  const seen = new Map<string, number>()
  const tell = (who: string, what: string) => trace.push(`${simulator.now.toFixed(1)} ${who}: ${what}`)
  const count = (what: string, n = 1) => seen.set(what, (seen.get(what) ?? 0) + n)
  kafka.createTopic(changelog, partitions)
  kafka.createTopic(eventsTopic, partitions)
  const logsOf = (topic: string) =>
    Array.from({ length: partitions }, (_, partition) => new WrittenLog(kafka, topic, partition))
  const logs = logsOf(changelog)
  const events = logsOf(eventsTopic)
  const snapshots = new ModelSnapshots(simulator, logs)
  const instances = new Map(
    names.map(name => [name, new ModelInstance(name, simulator, kafka, snapshots, count)]),
  )
  for (const instance of instances.values()) instance.start()
  const clients: {
    readonly model: ModelClient
    readonly client: FeedClient<{ rows: Row }>
    pipe: Pipe | null
  }[] = []
  let n = 0
  const later = (ms: number, call: () => void) => void simulator.schedule(ms, call)
  const pass = (ms: number) => simulator.run(() => false, simulator.now + ms)

  function write({ rows, isCommitted, openMs, markerMs }: Extract<Step, { do: 'write' }>): void {
    for (const partition of logs.keys()) {
      const both = [logs[partition]!, events[partition]!] as const
      if (both.some(({ isOpen }) => isOpen)) continue
      const records = rows
        .filter(([key]) => partitionOf(key) === partition)
        .map(([key, group]) => {
          const at = kafka.options.startTime + ++n
          return { key, row: group === null ? null : { n, group }, at }
        })
      for (const log of both) {
        const written = log === both[0] ? records : records.filter(({ row }) => row !== null)
        if (written.length === 0) continue
        log.begin(written)
        later(openMs, () => {
          log.decide(isCommitted)
          tell(`log ${partition}`, `${isCommitted ? 'committed' : 'aborted'} ${JSON.stringify(written)}`)
          later(markerMs, () => log.mark())
        })
      }
    }
  }

  function join({ to, where, slow, first }: Extract<Step, { do: 'join' }>): void {
    if (clients.length === mostClients) return
    const name = `client ${clients.length}`
    const told = (what: string) => tell(name, what)
    told(`joins ${JSON.stringify({ to, where, slow })}`)
    const openSocket: OpenSocket = (url, _token, handlers) => {
      const pipe = new Pipe(simulator, handlers)
      one.pipe = pipe
      told(`connects to ${url}`)
      later(simulator.random.next() * 5, () => instances.get(url)!.accept(pipe))
      return { send: text => pipe.say(JSON.parse(text)), close: () => pipe.close() }
    }
    const client = connect<{ rows: Row }>({
      url: names.map((_, i) => names[(first + i) % names.length]!),
      openSocket,
      retry: { minMs: 100, maxMs: 2_000 },
      silenceMs: 3_000,
      connectMs: 1_000,
      time: { elapsed: () => simulator.now, after: (ms, call) => simulator.schedule(ms, call) },
      random: () => simulator.random.next(),
      onError: error => told(error.message),
    })
    const options = { client, where, slow, told, count }
    const model = to === 'view' ? new TableClient(options, logs) : new EventClient(options, simulator, events)
    const one: (typeof clients)[number] = { model, client, pipe: null }
    clients.push(one)
  }

  function toOne(step: Extract<Step, { who: number }>): void {
    if (clients.length === 0) return
    const index = step.who % clients.length
    tell(`client ${index}`, step.do)
    const { model, pipe } = clients[index]!
    if (step.do === 'keep') model.keep()
    else if (step.do === 'goBack') model.goBack(step.n)
    else if (step.do === 'slow') {
      pipe?.slow(step.ms)
      model.slow(step.ms)
    } else if (step.do === 'stall') pipe?.stall()
    else pipe?.cut()
  }

  function end({ instance, isKilled, awayMs }: Extract<Step, { do: 'end' }>): void {
    const one = instances.get(names[instance % names.length]!)!
    tell(one.name, isKilled ? 'is killed' : 'stops')
    if (isKilled) one.kill()
    else one.stop()
    later(awayMs, () => one.start())
  }

  for (const step of steps) {
    if (step.do === 'write') write(step)
    else if (step.do === 'join') join(step)
    else if ('who' in step) toOne(step)
    else if (step.do === 'end') end(step)
    else if (step.do === 'rebalance') snapshots.awayUntil = simulator.now + step.ms
    else if (step.do === 'broker') kafka.takeBrokerAway(step.broker % 3, step.awayMs)
    else if (step.do === 'leader')
      for (const topic of [changelog, eventsTopic])
        kafka.moveLeader({ topic, partition: step.partition % partitions })
    else if (step.do === 'truncate')
      for (const [topic, list] of [
        [changelog, logs],
        [eventsTopic, events],
      ] as const) {
        const partition = step.partition % partitions
        kafka.truncateBefore(topic, partition, list[partition]!.log.lastStableOffset)
      }
    await pass(step.thenMs)
    for (const { model } of clients) model.look()
  }

  for (const { model, pipe } of clients) {
    pipe?.slow(0)
    model.slow(0)
  }
  await pass(5_000)
  await simulator.run(() => clients.every(({ model }) => model.isDone), simulator.now + settleMs)
  await pass(1_500)
  const problems = clients.flatMap(({ model, client }, index) => {
    const wrong = model.end().map(problem => `client ${index}: ${problem}`)
    client.close()
    return wrong
  })
  for (const instance of instances.values()) instance.kill()
  return { problems, trace, seen }
}

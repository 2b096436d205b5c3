import { connect, type FeedClient, type OpenSocket } from '../../client/index.ts'
import { changelog, eventsTopic, partitions, type Row } from './domain.ts'
import { EventClient } from './eventClient.ts'
import type { Step } from './history.ts'
import type { ModelClient } from './modelClient.ts'
import { Pipe } from './pipe.ts'
import { TableClient } from './tableClient.ts'
import type { StepOf, World, WorldOptions } from './world.ts'

const mostClients = 6
const settleMs = 120_000

export interface HistoryResult {
  readonly problems: readonly string[]
  readonly trace: readonly string[]
  /** How often what came to pass. */
  readonly seen: ReadonlyMap<string, number>
}

interface Joined {
  readonly to: 'view' | 'events'
  readonly model: ModelClient
  readonly client: FeedClient<{ rows: Row }>
  pipe: Pipe | null
}

/** Plays a history to instances with a feed, on a simulated Kafka, and to clients of theirs; then everything heals. */
export async function runHistory(
  steps: readonly Step[],
  seed: number,
  build: (options: WorldOptions) => World,
): Promise<HistoryResult> {
  const trace: string[] = []
  const seen = new Map<string, number>()
  const tell = (who: string, what: string) =>
    void trace.push(`${world.simulator.now.toFixed(1)} ${who}: ${what}`)
  const count = (what: string, n: number) => void seen.set(what, (seen.get(what) ?? 0) + n)
  const world = build({ seed, tell, count })
  const { simulator, kafka } = world
  const clients: Joined[] = []

  for (const step of steps) {
    tell('step', JSON.stringify(step))
    play(step)
    await simulator.run(() => false, simulator.now + step.thenMs)
    for (const { model } of clients) model.look()
  }
  for (const { model, pipe } of clients) {
    pipe?.slow(0)
    model.slow(0)
  }
  await world.settle()
  await simulator.run(() => clients.every(({ model }) => model.isDone), simulator.now + settleMs)
  const begun = clients.map(({ model }) => model.begun)
  await simulator.run(() => false, simulator.now + 1_500)
  const problems = clients.flatMap(({ model, client }, index) => {
    const again = model.begun > begun[index]! ? ['everything is well, and it is given all anew'] : []
    const wrong = [...again, ...model.end()].map(problem => `client ${index}: ${problem}`)
    client.close()
    return wrong
  })
  world.close()
  return { problems, trace, seen }

  function play(step: Step): void {
    if (step.do === 'write') world.write(step)
    else if (step.do === 'join') join(step)
    else if ('who' in step) toOne(step)
    else if (step.do === 'end') world.end(step)
    else if (step.do === 'rebalance') world.rebalance(step)
    else if (step.do === 'truncate') world.truncate(step)
    else if (step.do === 'switch')
      world.switch?.(
        step,
        clients.flatMap(({ to, model }) => (to === 'view' ? [model.token] : [])),
      )
    else if (step.do === 'broker') kafka.takeBrokerAway(step.broker % 3, step.awayMs)
    else if (step.do === 'leader')
      for (const topic of [changelog, eventsTopic])
        kafka.moveLeader({ topic, partition: step.partition % partitions })
  }

  function join({ to, where, slow, first }: StepOf<'join'>): void {
    if (clients.length === mostClients) return
    const name = `client ${clients.length}`
    const told = (what: string) => tell(name, what)
    const openSocket: OpenSocket = (url, _token, handlers) => {
      const pipe = new Pipe(simulator, handlers)
      joined.pipe = pipe
      told(`connects to ${url}`)
      simulator.schedule(simulator.random.next() * 5, () => world.accept(url, pipe))
      return { send: text => pipe.say(JSON.parse(text)), close: () => pipe.close() }
    }
    const { instances } = world
    const client = connect<{ rows: Row }>({
      url: instances.map((_, i) => instances[(first + i) % instances.length]!),
      openSocket,
      retry: { minMs: 100, maxMs: 2_000 },
      silenceMs: 3_000,
      connectMs: 1_000,
      time: { elapsed: () => simulator.now, after: (ms, call) => simulator.schedule(ms, call) },
      random: () => simulator.random.next(),
      onError: error => told(error.message),
    })
    const options = { client, where, slow, told, count }
    const model =
      to === 'view' ? new TableClient(options, world.rows) : new EventClient(options, simulator, world.events)
    const joined: Joined = { to, model, client, pipe: null }
    clients.push(joined)
  }

  function toOne(step: Extract<Step, { who: number }>): void {
    if (clients.length === 0) return
    const { model, pipe } = clients[step.who % clients.length]!
    if (step.do === 'keep') model.keep()
    else if (step.do === 'goBack') model.goBack(step.n, world.isRecent && (token => world.isRecent!(token)))
    else if (step.do === 'slow') {
      pipe?.slow(step.ms)
      model.slow(step.ms)
    } else if (step.do === 'stall') pipe?.stall()
    else pipe?.cut()
  }
}

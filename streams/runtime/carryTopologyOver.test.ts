import { expect, test } from 'vitest'
import { StreamsBuilder, text } from '../index.ts'
import { Random } from '../testing/simulation/random.ts'
import type { CommittedOffset, Kafka, StreamsTopology } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { carryTopologyOver } from './carryTopologyOver.ts'
import { groupTopology } from './groupTopology.ts'
import { silent } from './logger.ts'

const topologyOf = (extra: boolean) => {
  const builder = new StreamsBuilder()
  builder.stream('in', { key: text, value: text }).to('out')
  if (extra) builder.stream('other', { key: text, value: text }).to('out')
  return builder.build()
}
const wire = (extra: boolean) => groupTopology(topologyOf(extra), 'app', 1)
const offsets: readonly CommittedOffset[] = [0, 1, 2].map(partition => ({
  topic: 'in',
  partition,
  offset: 100 + partition,
}))

interface Group {
  topology: StreamsTopology | null
  offsets: readonly CommittedOffset[]
  members: number
}

/** Groups as the coordinator has them, under a virtual clock: each call takes some milliseconds before it is carried out. */
class Coordinator {
  readonly groups = new Map<string, Group>([['app', { topology: wire(false), offsets, members: 0 }]])
  readonly #due: { readonly at: number; readonly go: () => void }[] = []
  readonly #random: Random
  now = 0

  constructor(seed: number) {
    this.#random = new Random(seed)
  }

  after(ms: number): Promise<void> {
    return new Promise(go => this.#due.push({ at: this.now + ms, go }))
  }

  /** As long as a call takes; now and then half a second. */
  turn(): Promise<void> {
    return this.after(this.#random.chance(0.03) ? 500 : this.#random.between(1, 20))
  }

  async run(): Promise<void> {
    for (;;) {
      for (let i = 0; i < 40; i++) await Promise.resolve()
      const next = this.#due.sort((a, b) => a.at - b.at).shift()
      if (!next) return
      this.now = next.at
      next.go()
    }
  }

  /** `dies`: at this call, and is never heard of again. */
  kafka(dies = Number.POSITIVE_INFINITY): Kafka {
    const { groups } = this
    let made = 0
    const refuse = (name: string) => {
      throw new KafkaError(1, name, false, 'it')
    }
    const calls = {
      allCommittedOffsets: (id: string) => groups.get(id)?.offsets ?? [],
      describeStreamsGroup: (id: string) => {
        const group = groups.get(id)
        if (!group) return null
        return { groupId: id, topology: group.topology, members: Array(group.members).fill({}) }
      },
      metadata: () => ({ topics: new Map() }),
      listOffsets: () => [],
      commitOffsets: (id: string, committed: readonly CommittedOffset[]) => {
        const group = groups.get(id)
        if (group && group.members > 0) refuse('UNKNOWN_MEMBER_ID')
        groups.set(id, { topology: group?.topology ?? null, members: 0, offsets: committed })
      },
      deleteGroup: (id: string) => {
        const group = groups.get(id)
        if (!group) refuse('GROUP_ID_NOT_FOUND')
        if (group!.members > 0) refuse('NON_EMPTY_GROUP')
        groups.delete(id)
      },
    }
    const inTurn =
      (call: (...given: never[]) => unknown) =>
      async (...given: never[]) => {
        const n = ++made
        await this.turn()
        if (n === dies) return new Promise(() => {})
        const answer = call(...given)
        await this.turn()
        return answer
      }
    return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, inTurn(call)])) as never
  }
}

/** Three start within a few milliseconds; what each finds once it has joined. */
async function startTogether(seed: number, dies = Number.POSITIVE_INFINITY) {
  const coordinator = new Coordinator(seed)
  const found: (readonly CommittedOffset[])[] = []
  const start = async (memberId: string, kafka: Kafka) => {
    await coordinator.turn()
    await carryTopologyOver(topologyOf(true), {
      kafka,
      applicationId: 'app',
      replicationFactor: 1,
      acceptTopologyLoss: null,
      endLeftBehind: async () => false,
      memberId,
      logger: silent,
      time: {
        sleep: (ms: number) => coordinator.after(ms),
        elapsed: () => coordinator.now,
      } as never,
    })
    await coordinator.turn()
    const group = coordinator.groups.get('app') ?? { topology: null, offsets: [], members: 0 }
    coordinator.groups.set('app', { ...group, topology: wire(true), members: group.members + 1 })
    await coordinator.turn()
    found.push(coordinator.groups.get('app')!.offsets)
  }
  const kafkas = [coordinator.kafka(dies), coordinator.kafka(), coordinator.kafka()]
  const refused: unknown[] = []
  for (const [i, kafka] of kafkas.entries()) start(`m${i}`, kafka).catch(error => refused.push(error))
  await coordinator.run()
  expect({ seed, refused }).toEqual({ seed, refused: [] })
  return { found, groups: [...coordinator.groups.keys()] }
}

test('of instances that start together one carries the offsets over, and all go on from them', async () => {
  for (let seed = 1; seed <= 300; seed++)
    expect({ seed, ...(await startTogether(seed)) }).toEqual({
      seed,
      found: [offsets, offsets, offsets],
      groups: ['app'],
    })
})

test('and where one dies at any moment of it, the others complete it', async () => {
  for (let dies = 1; dies <= 30; dies++)
    for (let seed = 1; seed <= 10; seed++) {
      const { found, groups } = await startTogether(seed, dies)
      const each = { seed, dies, found, groups }
      expect(found.length).toBeGreaterThanOrEqual(2)
      expect(each).toEqual({ seed, dies, found: found.map(() => offsets), groups: ['app'] })
    }
})

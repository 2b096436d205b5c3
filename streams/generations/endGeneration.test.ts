import { expect, test } from 'vitest'
import { processKafka } from '../testing/simulation/processKafka.ts'
import { SimulatedProcess } from '../testing/simulation/simulatedProcess.ts'
import { Coordinator } from './coordinator.ts'
import { topologyOf } from './test/generationsWorld.ts'
import { LogWorld } from './test/logWorld.ts'

const facts = { outputs: 'shadow', label: '', fingerprint: '', settings: '' } as const
const own = ['app.g2-by-group-repartition', 'app.g2-out-shadow', 'app.g2-sums-changelog']

class EndWorld extends LogWorld {
  coordinator(): Coordinator {
    const process = new SimulatedProcess(this.simulator, 'coordinator')
    return new Coordinator({
      kafka: processKafka(this.kafka.connect(process.name), process),
      applicationId: 'app',
      topology: topologyOf(2),
      time: process.time,
    })
  }

  get names(): readonly string[] {
    return this.kafka.topics.names.filter(name => !name.startsWith('__')).sort()
  }
}

test('exactly what it was created with goes, and nothing that only begins alike', async () => {
  const world = new EndWorld()
  const coordinator = world.coordinator()
  const { topics } = await world.until(coordinator.create(facts))
  expect(topics).toEqual(own)
  const others = [
    'in',
    'out',
    'app-sums-changelog',
    'app.g2-others-changelog',
    'app.g22-sums-changelog',
    'app.g2',
  ]
  for (const name of [...own, ...others]) world.kafka.createTopic(name, 1)
  expect(await world.until(coordinator.abandon(2, 'not wanted'))).toEqual(own)
  expect(world.names).toEqual([...others, 'app-generations'].sort())
  expect((await world.until(coordinator.generations())).generations.get(2)).toMatchObject({
    state: 'abandoned',
    isCleared: true,
    deletes: own,
  })
  // Once more: nothing is left to do, and a topic of that name is somebody else's now.
  world.kafka.createTopic(own[0]!, 1)
  expect(await world.until(coordinator.abandon(2, 'again'))).toEqual([])
  expect(world.names).toContain(own[0])
})

test.each([
  ['an input', 'in'],
  ['an output', 'out'],
  ['a store of the live one', 'app-sums-changelog'],
  ['the log itself', 'app-generations'],
])('nothing is deleted while %s is among its names', async (_, name) => {
  const world = new EndWorld()
  const coordinator = world.coordinator()
  for (const each of [...own, 'in', 'out', 'app-sums-changelog']) world.kafka.createTopic(each, 1)
  const member = { groupId: 'app', memberId: 'm', processId: 'p', userEndpoint: null, clientTags: {} }
  const { kafka } = world
  await world.until(
    kafka.connect('member').streamsGroupHeartbeat({
      ...member,
      memberEpoch: 0,
      endpointInformationEpoch: -1,
      rebalanceTimeoutMs: 1_000,
      topology: {
        epoch: 0,
        subtopologies: [
          {
            id: '0',
            sourceTopics: ['in'],
            stateChangelogTopics: [],
            repartitionSinkTopics: [],
            repartitionSourceTopics: [],
            copartitionGroups: [],
          },
        ],
      },
      activeTasks: [],
      standbyTasks: [],
      warmupTasks: [],
      shutdownApplication: false,
    }),
  )
  const log = world.client().log
  await world.until(log.append({ type: 'created', generation: 2, ...facts, topics: [...own, name] }))
  const before = world.names
  await expect(world.until(coordinator.abandon(2, ''))).rejects.toMatchObject({
    code: 'GENERATION_REFUSED',
    message: expect.stringContaining(name),
  })
  expect(world.names).toEqual(before)
  expect((await world.until(coordinator.generations())).generations.get(2)!.state).toBe('building')
})

test('what is left over under the id of a generation stands in the way of a new one', async () => {
  const world = new EndWorld()
  world.kafka.createTopic('app.g2-sums-changelog', 1)
  const creation = world.until(world.coordinator().create(facts))
  await expect(creation).rejects.toThrow(/app\.g2-sums-changelog/)
})

test('two that create at once make two generations', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new EndWorld(seed)
    const made = await world.until(
      Promise.all([world.coordinator(), world.coordinator()].map(coordinator => coordinator.create(facts))),
    )
    expect(made.map(({ number }) => number).sort()).toEqual([2, 3])
  }
})

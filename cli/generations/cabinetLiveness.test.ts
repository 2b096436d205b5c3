import type { Generation, Generations } from 'millrace'
import { expect, test } from 'vitest'
import { CabinetLiveness } from './cabinetLiveness.ts'

function setUp(live: number, to: number | null = null) {
  const described: string[] = []
  const generations = {
    generations: new Map([1, 2].map(number => [number, { number, id: `cabinet.g${number}` } as Generation])),
    live,
    cut: to === null ? null : { id: 'c', to },
  } as unknown as Generations
  const at = { generations, endpoint: { host: 'a', port: 1 } as object | null, isAway: false }
  const liveness = new CabinetLiveness({
    instance: {
      generation: generations.generations.get(1)!,
      get generations() {
        return at.generations
      },
      get isLive() {
        return at.generations.live === 1
      },
      confirm: async () => {},
      onFollowed: () => () => {},
      onLive: () => () => {},
    },
    kafka: {
      describeStreamsGroup: async id => {
        described.push(id)
        if (at.isAway) throw new Error('away')
        return { members: [{ userEndpoint: at.endpoint }, { userEndpoint: null }] } as never
      },
    },
  })
  return { liveness, at, described }
}

test('a cut that may make another generation live is a doubt, any other is none', () => {
  expect(setUp(1).liveness.isInDoubt).toBe(false)
  expect(setUp(1, 2).liveness.isInDoubt).toBe(true)
})

test('instances of the live generation are those that its group has, asked for now and then', async () => {
  const { liveness, described } = setUp(2)
  expect(await liveness.endpoints()).toEqual([{ host: 'a', port: 1 }])
  await liveness.endpoints()
  expect(described).toEqual(['cabinet.g2'])
})

test('after a switch those of the generation before are nobody, also while Kafka is away', async () => {
  const { liveness, at } = setUp(2)
  await liveness.endpoints()
  at.generations = { ...at.generations, live: 1 }
  at.isAway = true
  expect(await liveness.endpoints()).toEqual([])
})

import type { Generation, Generations } from 'millrace'
import { expect, test } from 'vitest'
import { CabinetLiveness } from './cabinetLiveness.ts'

const generation = (number: number) => ({ number, id: `cabinet.g${number}` }) as Generation

/** What the log says after so many records. */
function after(records: number, live: number, to: number | null = null): Generations {
  return {
    applicationId: 'cabinet',
    generations: new Map([1, 2].map(number => [number, generation(number)])),
    live,
    cut: to === null ? null : { id: 'c', to },
    seen: Array.from({ length: records }, (_, i) => `r${records - i}`),
  } as unknown as Generations
}

function setUp(heard: Generations) {
  const told: boolean[] = []
  const at = { heard, stands: heard, tell: () => {}, described: [] as string[] }
  const liveness = new CabinetLiveness({
    instance: {
      generation: generation(1),
      get generations() {
        return at.heard
      },
      onLive(listener) {
        at.tell = () => listener(at.heard)
        return () => {}
      },
    },
    coordinator: { generations: async () => at.stands },
    kafka: {
      describeStreamsGroup: async id => {
        at.described.push(id)
        const endpoints = [{ host: 'a', port: 1 }, null]
        return { members: endpoints.map(userEndpoint => ({ userEndpoint })) } as never
      },
    },
  })
  liveness.onChange(() => told.push(liveness.isLive))
  return { liveness, at, told }
}

test('whoever asks knows of a switch before the instance has heard of it', async () => {
  const { liveness, at, told } = setUp(after(2, 1, 2))
  expect([liveness.isLive, liveness.isInDoubt]).toEqual([true, true])
  at.stands = after(3, 2)
  await liveness.confirm()
  expect([liveness.isLive, liveness.isInDoubt, told]).toEqual([false, false, [false]])
  at.heard = at.stands
  at.tell()
  expect([liveness.isLive, told]).toEqual([false, [false]])
})

test('what the instance hears later goes before what was asked earlier', async () => {
  const { liveness, at, told } = setUp(after(2, 1, 2))
  at.stands = after(3, 2)
  await liveness.confirm()
  at.heard = after(6, 1)
  at.tell()
  expect([liveness.isLive, told]).toEqual([true, [false, true]])
})

test('a cut that changes nothing raises no doubt', () => {
  expect(setUp(after(2, 1)).liveness.isInDoubt).toBe(false)
})

test('instances of the live generation are those that its group has', async () => {
  const { liveness, at } = setUp(after(3, 2))
  expect(await liveness.endpoints()).toEqual([{ host: 'a', port: 1 }])
  await liveness.endpoints()
  expect(at.described).toEqual(['cabinet.g2'])
})

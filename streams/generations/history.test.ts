import { expect, test } from 'vitest'
import { GenerationsWorld } from './test/generationsWorld.ts'
import { runHistory } from './test/runHistory.ts'

/** `GENERATIONS_SEEDS=1..300` for more; one alone tells what happened. */
const [from, to] = (process.env.GENERATIONS_SEEDS ?? '1..4').split('..').map(Number)
const seeds = Array.from({ length: (to ?? from!) - from! + 1 }, (_, i) => from! + i)

test.each(seeds)(
  'switches under crashes: every output once and without gap, one live generation, no hold for ever; seed %i',
  async seed => {
    const { problems, trace } = await runHistory(seed)
    if (seeds.length === 1) console.log(trace)
    expect(problems).toEqual([])
  },
)

test('who gets the tasks of a dead one at a cut, and has not heard of it, takes nothing until it has', async () => {
  const world = new GenerationsWorld(1)
  const facts = { outputs: 'shadow', label: '', fingerprint: '', settings: '' } as const
  const { simulator } = world
  let isLoaded = true
  const load = () => {
    if (!isLoaded) return
    world.produce()
    simulator.schedule(20, load)
  }
  load()
  await world.coordinate(coordinator => coordinator.create(facts))
  world.place('a1', 1).start()
  world.place('b1', 2).start()
  await world.advance(3_000)
  // It knows the log up to here, joins in the middle of the cut, and hears nothing of the log until long after.
  world.place('a2', 1).start(2_000)
  await world.advance(500)
  world.place('a2', 1).deafen(20_000)
  const cut = world.beside(coordinator =>
    coordinator.switchTo(2, {
      timeoutMs: 60_000,
      whenQuiet: async () => {
        world.place('a1', 1).crash()
        await new Promise<void>(resolve => simulator.schedule(12_000, resolve))
        return true
      },
    }),
  )
  await simulator.run(() => cut.answer().isSettled, world.now + 60_000)
  expect(cut.answer().value).toMatchObject({ value: true })
  expect(world.place('a2', 1).instance!.streams.status().tasks).toEqual([])
  await world.advance(15_000)
  isLoaded = false
  expect(await world.quiet(['app', 'app.g2'])).toBeNull()
  expect(world.place('a2', 1).instance!.isLive).toBe(false)
  expect(world.problems([1, 2])).toEqual([])
})

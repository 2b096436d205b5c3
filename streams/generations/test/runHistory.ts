import type { Coordinator } from '../coordinator.ts'
import { isOver } from '../generations.ts'
import { GenerationsWorld } from './generationsWorld.ts'

export interface HistoryResult {
  readonly problems: readonly string[]
  readonly switches: number
  readonly aborted: number
  readonly trace: string
}

/**
 * Two generations under load: switches, rollbacks and cuts in chance order, coordinators and members that crash, stall, sleep. In the
 * end every output was told once, and nobody waits for anything.
 */
export async function runHistory(seed: number): Promise<HistoryResult> {
  const world = new GenerationsWorld(seed)
  const { simulator } = world
  const { random } = simulator
  const problems: string[] = []
  let switches = 0
  let aborted = 0
  let isLoaded = true
  let isCalm = false
  const load = () => {
    if (!isLoaded) return
    for (let n = random.between(1, 3); n > 0; n--) world.produce()
    simulator.schedule(random.between(5, 60), load)
  }
  const keepUp = () => {
    for (const place of world.places.values())
      if (!place.isUp && !place.ends.includes('GENERATION_OVER')) place.start()
    simulator.schedule(random.between(50, 1_500), keepUp)
  }
  const trouble = () => {
    if (isCalm) return
    const place = random.one([...world.places.values()])
    const ms = random.next() * (random.chance(0.3) ? 6_000 : 1_500)
    const network = place.connection?.network
    const act = random.between(0, 8)
    if (act <= 2) place.crash()
    else if (act === 3) {
      place.pause()
      simulator.schedule(ms, () => place.wake())
    } else if (act === 4) network?.cutOff(ms)
    else if (act === 5) network?.stall(ms)
    else if (act === 6) network?.stall(ms, random.between(0, 2))
    else if (act === 7) place.deafen(ms * 2)
    else world.kafka.takeBrokerAway(random.between(0, 2), ms / 2)
    world.tell(place.name, `trouble ${act}`, { ms: Math.round(ms) })
    simulator.schedule(random.between(200, 4_000), trouble)
  }
  try {
    world.place('a1', 1).start()
    world.place('a2', 1).start()
    simulator.schedule(50, load)
    simulator.schedule(500, keepUp)
    await world.advance(random.between(500, 3_000))
    for (let made = false; !made; ) {
      const answer = await world.coordinate(
        coordinator => coordinator.create({ outputs: 'shadow', label: 'two', fingerprint: '', settings: '' }),
        random.chance(0.5) ? random.next() * 100 : undefined,
      )
      const now = await world.coordinate(coordinator => coordinator.generations())
      if (now === undefined || now instanceof Error) throw now ?? new Error('the log did not answer')
      made = now.generations.has(2)
      if (!made && answer instanceof Error) throw answer
    }
    world.place('b1', 2).start()
    world.place('b2', 2).start()
    simulator.schedule(2_000, trouble)
    await world.advance(random.between(1_000, 4_000))
    for (let n = random.between(3, 7); n > 0; n--) {
      const crashAfterMs = random.chance(0.35) ? random.next() * 300 : undefined
      // Often about as long as a cut takes: who aborts it and who ends it meet in the log.
      const timeoutMs = random.chance(0.4) ? random.between(60, 400) : random.between(1_000, 5_000)
      const act = random.next()
      if (random.chance(0.5)) {
        const place = random.one([...world.places.values()])
        const at = random.next() * 300
        simulator.schedule(at, () => place.crash())
        if (random.chance(0.6)) simulator.schedule(at + random.between(1, 40), () => place.start())
      }
      // Who does not hear of it, and gets the tasks of one that did.
      if (random.chance(0.3)) {
        const deaf = random.one([...world.places.values()])
        deaf.deafen(random.between(300, 4_000))
        const other = [...world.places.values()].find(
          place => place !== deaf && place.name[0] === deaf.name[0],
        )!
        simulator.schedule(random.next() * 300, () => other.stop())
      }
      const change = async (coordinator: Coordinator) => {
        const { live } = await coordinator.generations()
        const other = live === 1 ? 2 : 1
        if (act < 0.1) return coordinator.cut({ generations: [1, 2], timeoutMs })
        if (act < 0.2) return coordinator.cut({ generations: [other], timeoutMs })
        if (act < 0.4) return coordinator.rollback({ timeoutMs, maxLag: 500 })
        return coordinator.switchTo(other, { timeoutMs, maxLag: 500 })
      }
      // Now and then another one at the same time: the log decides.
      const rival = random.chance(0.2) ? world.beside(change) : null
      const answer = await world.coordinate(change, crashAfterMs)
      rival?.kill()
      if (answer !== undefined && !(answer instanceof Error)) switches++
      else aborted++
      await world.advance(random.between(0, 4_000))
    }
    isCalm = true
    await world.advance(7_000)
    for (const place of world.places.values()) {
      place.wake()
      place.connection?.network.heal()
    }
    await world.advance(8_000)
    const now = await world.coordinate(coordinator => coordinator.generations())
    if (now === undefined || now instanceof Error) throw now ?? new Error('the log did not answer')
    if (now.cut) problems.push(`a cut is still under way: ${JSON.stringify(now.cut)}`)
    const live = [...now.generations.values()].filter(({ state }) => state === 'live')
    if (live.length !== 1) problems.push(`${live.length} generations are live`)
    isLoaded = false
    const missing = await world.quiet(['app', 'app.g2'])
    if (missing) problems.push(`not at rest: ${missing}`)
    problems.push(...world.problems([1, 2]))
    const other = now.live === 1 ? 2 : 1
    if (random.chance(0.5)) problems.push(...(await end(world, other)))
  } catch (error) {
    problems.push(String((error as Error).stack))
  }
  const ends = [...world.places.values()].flatMap(place => place.ends.map(code => `${place.name}: ${code}`))
  problems.push(...ends.filter(told => !/GENERATION_OVER|stopped/.test(told)))
  return { problems, switches, aborted, trace: world.traceText }
}

/** Retires or abandons the other generation, now and then interrupted. What the live one has stays. */
async function end(world: GenerationsWorld, number: number): Promise<readonly string[]> {
  const { random } = world.simulator
  const id = number === 1 ? 'app' : 'app.g2'
  const names = () => world.kafka.topics.names.filter(name => !name.startsWith('__')).sort()
  const isOwn = (name: string) => name.startsWith(`${id}-`) && name !== 'app-generations'
  const expected = names().filter(name => !isOwn(name))
  for (let tries = 0; tries < 8; tries++) {
    const crashAfterMs = tries < 5 && random.chance(0.6) ? random.next() * 1_500 : undefined
    const now = await world.coordinate(async coordinator => {
      const generation = (await coordinator.generations()).generations.get(number)!
      if (generation.state === 'building' || generation.state === 'abandoned')
        await coordinator.abandon(number, 'not wanted')
      else await coordinator.retire(number)
      return coordinator.generations()
    }, crashAfterMs)
    if (now instanceof Error) return [String(now)]
    if (now === undefined) continue
    const generation = now.generations.get(number)!
    const problems: string[] = []
    if (!isOver(generation) || !generation.isCleared) problems.push(`generation ${number} is not cleared`)
    if (names().join() !== expected.join()) problems.push(`topics: ${names()} instead of ${expected}`)
    if (world.kafka.groups.committed(id, [{ topic: 'in', partition: 0 }])[0])
      problems.push(`group ${id} is there`)
    await world.advance(3_000)
    const up = [...world.places.values()].filter(
      place => place.isUp && place.name[0] === (number === 1 ? 'a' : 'b'),
    )
    if (up.length > 0) problems.push(`${up.map(({ name }) => name)} still run`)
    return problems
  }
  return [`generation ${number} did not end`]
}

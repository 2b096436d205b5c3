import { expect, test } from 'vitest'
import { silent } from '../runtime/logger.ts'
import type { StreamsError } from '../runtime/streamsError.ts'
import type { GenerationLog } from './generationLog.ts'
import { GenerationMember } from './generationMember.ts'
import { created, LogWorld } from './test/logWorld.ts'

/** A member of a generation over an engine that notes what it is told, and another process that writes the log. */
class MemberWorld extends LogWorld {
  readonly told: string[] = []
  readonly overs: StreamsError[] = []
  readonly other: GenerationLog
  isAtRest = true
  snapshotMs = 0
  log: GenerationLog | null = null

  constructor(seed = 1) {
    super(seed)
    this.other = this.client().log
  }

  async start(generation: number) {
    const { log, connection, time } = this.client()
    this.log = log
    await this.until(log.read())
    const member = new GenerationMember({
      log,
      generation,
      engine: {
        hold: () => this.told.push('hold'),
        runTo: (_, positions) => this.told.push(`run to ${[...positions].join()}`),
        release: () => this.told.push('release'),
        become: role => {
          this.told.push(role)
          if (!this.isAtRest) throw new Error('not at rest')
        },
      },
      keep: async () => {
        this.told.push('snapshot')
        await time.sleep(this.snapshotMs)
        this.told.push('snapshot taken')
      },
      logger: silent,
      time,
      followed: ({ live, reset }) => this.told.push(`live ${live}${reset ? ', in a reset' : ''}`),
      over: error => this.overs.push(error),
    })
    void member.follow()
    return { member, connection }
  }

  async cut(generations: readonly number[], to: number | null, timeoutMs = 5_000): Promise<string> {
    return (await this.until(this.other.append({ type: 'cut', generations, to, timeoutMs }))).record!.id
  }

  async quiet(cut: string): Promise<void> {
    await this.until(this.other.append({ type: 'run-to', cut, positions: { 'in-0': 7 } }))
    await this.until(this.other.append({ type: 'quiet', cut }))
  }

  async advance(ms: number): Promise<void> {
    await this.simulator.run(() => false, this.simulator.now + ms)
  }

  /** What it was told since the last look, but what is live. */
  get news(): readonly string[] {
    return this.told.splice(0).filter(each => !each.startsWith('live '))
  }
}

test('a switch, as either side is told of it', async () => {
  for (const [generation, roles] of [
    [1, ['shadow', 'live']],
    [2, ['live', 'shadow']],
  ] as const) {
    const world = new MemberWorld()
    await world.until(world.other.append(created(2)))
    await world.start(generation)
    for (const [at, to] of [2, 1].entries()) {
      const cut = await world.cut([1, 2], to)
      await world.quiet(cut)
      await world.until(world.other.append({ type: 'switched', cut, to }))
      await world.advance(100)
      expect(world.news).toEqual([
        'hold',
        'run to in-0,7',
        'snapshot',
        'snapshot taken',
        roles[at],
        'release',
      ])
    }
  }
})

test('a cut of others is theirs', async () => {
  const world = new MemberWorld()
  for (const number of [2, 3]) await world.until(world.other.append(created(number)))
  await world.start(3)
  const cut = await world.cut([1, 2], 2)
  await world.quiet(cut)
  await world.until(world.other.append({ type: 'switched', cut, to: 2 }))
  await world.advance(100)
  expect(world.told.at(-1)).toBe('live 2')
  expect(world.news).toEqual([])
})

test('who starts in the middle of a cut holds from the begin, and goes on at its end', async () => {
  const world = new MemberWorld()
  const cut = await world.cut([1], null)
  await world.until(world.other.append({ type: 'run-to', cut, positions: { 'in-0': 7 } }))
  await world.start(1)
  expect(world.news).toEqual(['hold', 'run to in-0,7'])
  await world.until(world.other.append({ type: 'aborted', cut, why: '' }))
  await world.advance(100)
  expect(world.news).toEqual(['release'])
})

test('what all stood still at is kept before anything goes on, however soon that is allowed', async () => {
  const world = new MemberWorld()
  await world.until(world.other.append(created(2)))
  world.snapshotMs = 500
  await world.start(1)
  const cut = await world.cut([1], null)
  await world.quiet(cut)
  await world.until(world.other.append({ type: 'released', cut }))
  await world.advance(200)
  expect(world.told).not.toContain('release')
  await world.advance(500)
  expect(world.news.slice(-3)).toEqual(['snapshot', 'snapshot taken', 'release'])
})

test('a hold that lasts too long is aborted in the log, and goes on only when that is there', async () => {
  const world = new MemberWorld()
  await world.until(world.other.append(created(2)))
  const { connection } = await world.start(1)
  const cut = await world.cut([1], null, 1_000)
  await world.advance(900)
  connection.network.cutOff(5_000)
  await world.advance(3_000)
  expect(world.news).toEqual(['hold'])
  await world.advance(6_000)
  expect(world.news).toEqual(['release'])
  expect((await world.until(world.other.read())).lastAborted).toMatchObject({ cut })
})

test('a switch that came before its abort counts, though it was not heard of', async () => {
  const world = new MemberWorld()
  await world.until(world.other.append(created(2)))
  const { connection } = await world.start(1)
  const cut = await world.cut([1, 2], 2, 1_000)
  await world.quiet(cut)
  await world.advance(50)
  connection.network.cutOff(4_000)
  await world.until(world.other.append({ type: 'switched', cut, to: 2 }))
  await world.advance(3_000)
  expect(world.news).not.toContain('release')
  await world.advance(6_000)
  expect(world.told).toContain('live 2')
  expect(world.news).toEqual(['shadow', 'release'])
  expect((await world.until(world.other.read())).lastAborted).toBeNull()
})

test('who does not come to rest for its new role ends, and never goes on in the old one', async () => {
  const world = new MemberWorld()
  await world.until(world.other.append(created(2)))
  await world.start(1)
  world.isAtRest = false
  const cut = await world.cut([1, 2], 2)
  await world.quiet(cut)
  await world.until(world.other.append({ type: 'switched', cut, to: 2 }))
  await world.advance(40_000)
  expect(world.overs.map(({ code }) => code)).toEqual(['CUT_ABORTED'])
  expect(world.told).not.toContain('release')
})

test.each([
  ['GENERATION_OVER', { type: 'abandoned', generation: 2, topics: [], why: '' }, 2],
  ['GENERATION_RESET', { type: 'reset-begun', generation: 1, run: 'r', plan: '{}' }, 1],
] as const)('%s ends it', async (code, news, generation) => {
  const world = new MemberWorld()
  if (generation === 2) await world.until(world.other.append(created(2)))
  await world.start(generation)
  await world.until(world.other.append(news))
  await world.advance(2_000)
  expect(world.overs.map(error => error.code)).toEqual([code])
})

test('what is asked for before a task opens has all that was decided by then, and waits for it', async () => {
  const world = new MemberWorld()
  const { member, connection } = await world.start(1)
  await world.cut([1], null)
  connection.network.cutOff(2_000)
  let isSure = false
  const asked = new AbortController()
  const given = member.catchUp(asked.signal)
  const sure = member.catchUp(new AbortController().signal).then(() => {
    isSure = true
  })
  await world.advance(500)
  expect(isSure).toBe(false)
  asked.abort()
  await world.until(given)
  await world.until(sure)
  expect(world.news).toEqual(['hold'])
  member.close()
})

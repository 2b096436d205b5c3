import { describe, expect, test } from 'vitest'
import type { FetchRequest } from '../wire/kafka.ts'
import { GenerationLog } from './generationLog.ts'
import { writeRecord } from './readRecord.ts'
import { created, LogWorld, topic } from './test/logWorld.ts'

describe('the log of generations', () => {
  test('a read creates nothing; the first append does, and both read the same', async () => {
    const world = new LogWorld()
    const [a, b] = [world.client().log, world.client().log]
    expect((await world.until(a.read())).live).toBe(1)
    expect(await world.until(a.poll(10))).toBe(false)
    expect(world.kafka.topics.get(topic)).toBeUndefined()
    const entry = await world.until(b.append(created(2)))
    expect(entry).toMatchObject({ offset: 0, void: null, record: { type: 'created', generation: 2 } })
    expect(world.kafka.topics.get(topic)!.logs.length).toBe(1)
    expect(Object.fromEntries(world.kafka.topics.get(topic)!.configs)).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
    })
    expect((await world.until(a.read())).generations.get(2)?.state).toBe('building')
  })

  test('what counts for nothing is refused, before it is written where that is known', async () => {
    const world = new LogWorld()
    const { log } = world.client()
    await expect(world.until(log.append(created(3)))).rejects.toMatchObject({ code: 'GENERATION_REFUSED' })
    expect(world.written).toBe(0)
  })

  test('of two that append at once the first in the log counts, and the other is told', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = new LogWorld(seed)
      const logs = [world.client().log, world.client().log, world.client().log]
      const answers = await world.until(Promise.allSettled(logs.map(log => log.append(created(2)))))
      expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(1)
      for (const answer of answers)
        if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'GENERATION_REFUSED' })
    }
  })

  test('an append whose answer is lost is written again, and counts once', async () => {
    let copies = 0
    for (let seed = 1; seed <= 40; seed++) {
      const world = new LogWorld(seed)
      const { log, connection } = world.client()
      await world.until(log.append(created(2)))
      const before = world.written
      connection.network.lossChance = 0.25
      const entry = await world.until(log.append({ type: 'cut', generations: [1], to: null, timeoutMs: 5 }))
      expect(entry.void).toBeNull()
      copies += world.written - before - 1
      const other = world.client().log
      const { cut } = await world.until(other.read())
      expect(cut?.id).toBe(entry.record!.id)
      await world.until(other.append({ type: 'aborted', cut: cut!.id, why: '' }))
      expect((await world.until(world.client().log.read())).cut).toBeNull()
    }
    expect(copies).toBeGreaterThan(3)
  })

  test('a read whose question is overtaken by another read is no loss', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const world = new LogWorld(seed)
      const [writer, { log }] = [world.client().log, world.client()]
      await world.until(writer.append(created(2)))
      await world.until(log.read())
      const reads = Promise.all([
        log.poll(50),
        log.read(),
        writer.append(created(3)),
        log.read(),
        log.poll(50),
      ])
      await world.until(reads)
    }
  })

  test('a leader in trouble is not asked without a pause', async () => {
    const world = new LogWorld()
    await world.until(world.client().log.append(created(2)))
    const { connection, time } = world.client()
    let asked = 0
    const kafka = new Proxy(connection, {
      get: (target, name) => {
        if (name !== 'fetch') return (target[name as 'fetch'] as () => unknown).bind(target)
        return async (broker: number, request: FetchRequest) => {
          asked++
          const [answer] = await target.fetch(broker, request)
          return [{ ...answer!, error: 'KAFKA_STORAGE_ERROR', records: null }]
        }
      },
    })
    const log = new GenerationLog({ kafka, applicationId: 'app', time })
    const end = world.simulator.now + 1_000
    const follow = async () => {
      while (world.simulator.now < end) await log.poll(500)
    }
    await world.until(follow())
    expect(asked).toBeLessThan(15)
  })

  test('nobody answers: the append gives up, and what became of it can be read', async () => {
    const world = new LogWorld()
    const { log, connection } = world.client()
    await world.until(log.append(created(2)))
    connection.network.cutOff(90_000)
    const append = log.append(created(3))
    await expect(world.until(append)).rejects.toMatchObject({ name: 'KafkaUnreachable' })
    connection.network.heal()
    expect((await world.until(log.read())).generations.has(3)).toBe(false)
  })

  test('records of a later program are read over; nothing is appended but the end of a hold', async () => {
    const world = new LogWorld()
    const { log } = world.client()
    const { record } = await world.until(
      log.append({ type: 'cut', generations: [1], to: null, timeoutMs: 5 }),
    )
    world.write('{"version":1,"id":"n","at":1,"type":"merged","generation":7}')
    world.write(writeRecord({ id: 'q', at: 1, type: 'run-to', cut: record!.id, positions: {} }))
    expect(await world.until(log.read())).toMatchObject({
      newer: 'record 1: its type is "merged"',
      cut: { phase: 'run-to' },
    })
    await expect(world.until(log.append(created(2)))).rejects.toMatchObject({ code: 'GENERATIONS_NEWER' })
    await world.until(log.append({ type: 'aborted', cut: record!.id, why: '' }))
    expect(log.generations.cut).toBeNull()
  })

  test('what is none of ours counts for nothing', async () => {
    const world = new LogWorld()
    const { log } = world.client()
    await world.until(log.append(created(2)))
    const voids: (string | null)[] = []
    log.onEntry(entry => voids.push(entry.void))
    world.write('hello')
    world.write('{"version":1,"id":"q","at":1,"type":"switched"}')
    await world.until(log.append(created(3)))
    expect(voids).toEqual(['it is not JSON', 'cut, to of "switched" is not what it must be', null])
  })

  test.each([
    ['its first records are gone', (world: LogWorld) => world.kafka.truncateBefore(topic, 0, 1), 0],
    ['it was made anew', (world: LogWorld) => world.kafka.recreateTopic(topic), 3],
    [
      'it has two partitions',
      (world: LogWorld) => {
        world.kafka.topics.delete(topic)
        world.kafka.createTopic(topic, 2)
      },
      0,
    ],
  ])('%s: that is said, and nothing is guessed', async (_, harm, readBefore) => {
    const world = new LogWorld()
    const { log } = world.client()
    for (const number of [2, 3, 4]) await world.until(log.append(created(number)))
    const reader = readBefore > 0 ? log : world.client().log
    harm(world)
    const read = (async () => {
      for (let i = 0; i < 5; i++) await reader.poll(10)
      await reader.read()
    })()
    await expect(world.until(read)).rejects.toMatchObject({ code: 'GENERATIONS_UNREADABLE' })
  })
})

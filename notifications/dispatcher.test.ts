import { describe, expect, test } from 'vitest'
import { DirectoryAway } from './directory.ts'
import { queueLimit } from './enqueue.ts'
import type { QueueRow } from './queueRow.ts'
import { SendError } from './sendError.ts'
import { known, TestWorker } from './test/worker.ts'

describe('a dispatcher', () => {
  test('sends each notification once, of each recipient in their order', async () => {
    const worker = new TestWorker()
    for (let i = 0; i < 5; i++)
      for (const who of ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'])
        await worker.request(who, `${who}-${i}`, worker.now - 100 + i)
    await worker.request('P1', 'P1-0') // a repeat
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sent).toHaveLength(30)
    for (const [who, own] of Map.groupBy(worker.sent, ({ recipient }) => recipient))
      expect(own.map(({ eventId }) => eventId)).toEqual([0, 1, 2, 3, 4].map(i => `${who}-${i}`))
    await worker.request('P1', 'P1-0')
    expect(await worker.waiting()).toBe(0)
    expect(worker.sent[0]).toMatchObject({ email: 'salma@example.ma', tries: 0 })
    expect(worker.sent[0]!.text).toContain('Bonjour Salma Tazi')
  })

  test('goes on with others while one recipient fails, and keeps that one’s order', async () => {
    const worker = new TestWorker()
    let broken = true
    worker.send = ({ recipient }) => {
      if (broken && recipient === 'P1') throw new SendError('X', 'no')
    }
    for (const id of ['a', 'b']) await worker.request('P1', `P1-${id}`)
    for (let i = 0; i < 20; i++) await worker.request(`Q${i}`, `Q${i}`)
    await worker.runUntil(async () => (await worker.waiting()) === 1)
    expect(worker.sent).toHaveLength(20)
    broken = false
    // The wait after the first failure is half of a second.
    worker.now += 499
    await worker.runLooks()
    expect(worker.sent).toHaveLength(20)
    worker.now += 1
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds().slice(20)).toEqual(['P1-a', 'P1-b'])
    expect(worker.sent.at(-2)!.tries).toBe(1)
  })

  test('gives up after the last try: the record as it was is a dead letter, and may be sent in again', async () => {
    const worker = new TestWorker()
    worker.send = ({ eventId }) => {
      if (eventId === 'e1') throw new SendError('SMTP_451', 'come back later')
    }
    await worker.request('P1', 'e1')
    await worker.request('P1', 'e2')
    const failures = () => worker.events.filter(({ kind }) => kind === 'failed').length
    for (let tries = 1; tries <= 3; tries++) {
      await worker.runUntil(() => failures() === tries)
      worker.now += 60_000
    }
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['e2'])
    const [letter, ...more] = worker.deadLetters()
    expect(more).toEqual([])
    expect(letter).toMatchObject({ key: 'P1' })
    expect(JSON.parse(letter!.value!)).toMatchObject({ eventId: 'e1', data: { destinataire: 'P1' } })
    const headers = Object.fromEntries(letter!.headers.map(({ key, value }) => [key, String(value)]))
    expect(headers).toMatchObject({
      'dlq.topic': 'notification.requested',
      'dlq.offset': '0',
      'dlq.stage': 'send',
      'dlq.error': 'SMTP_451',
      'dlq.message': 'come back later',
    })
    worker.send = () => {}
    // However old it is by then: somebody wants it to be sent.
    const replay = { key: 'dlq.replay', value: Buffer.from('0-0') }
    await worker.request('P1', 'e1', worker.now - 10 * 3_600_000, {}, [replay])
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['e2', 'e1'])
  })

  test('does not try again what is final', async () => {
    const worker = new TestWorker()
    worker.send = () => {
      throw new SendError('SMTP_550', 'no such mailbox', { isFinal: true })
    }
    await worker.request('P1', 'e1')
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.events).toMatchObject([{ kind: 'failed', code: 'SMTP_550', waitMs: null, tries: 1 }])
  })

  test('sends nothing to who was erased, has no address, or asked too long ago', async () => {
    const worker = new TestWorker()
    worker.lookUp = recipient => {
      if (recipient === 'erased') return { ...known, person: null, isErased: true }
      if (recipient === 'letter') return { ...known, person: { ...known.person!, email: null } }
      return known
    }
    const dateRendezVous = new Date(worker.now - 1).toISOString()
    await worker.request('past', 'e4', worker.now, { donnees: { dateRendezVous } })
    await worker.request('erased', 'e1')
    await worker.request('letter', 'e2')
    await worker.request('late', 'e3', worker.now - 3_600_001)
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sent).toEqual([])
    const reasons = worker.events.map(event => ('reason' in event ? event.reason : event.kind))
    expect(reasons.sort()).toEqual(['ERASED', 'NO_ADDRESS', 'OUTDATED', 'expired'])
    expect(worker.deadLetters()).toEqual([])
  })

  test('waits while the cabinet does not answer, without counting tries', async () => {
    const worker = new TestWorker()
    let away = true
    worker.lookUp = () => {
      if (away) throw new DirectoryAway('away')
      return known
    }
    await worker.request('P1', 'e1')
    const failures = () => worker.events.filter(({ kind }) => kind === 'failed').length
    for (let times = 1; times <= 5; times++) {
      await worker.runUntil(() => failures() === times)
      worker.now += 60_000
    }
    away = false
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sent).toMatchObject([{ eventId: 'e1', tries: 0 }])
  })
})

describe('after a crash', () => {
  test('what was sent and not told of is sent once more when its claim is over: one a recipient at most', async () => {
    const worker = new TestWorker()
    for (const id of ['a', 'b', 'c']) await worker.request('P1', id)
    // It sends the first, and dies before it can say so.
    const dying = worker.dispatcher()
    const never = new Promise<void>(() => {})
    worker.send = message => {
      worker.sent.push(message)
      return never
    }
    const stop = new AbortController()
    void dying.run(stop.signal)
    while (worker.sent.length === 0) await new Promise(resolve => setTimeout(resolve, 1))
    stop.abort()

    worker.send = () => {}
    await worker.runLooks()
    expect(worker.sentIds()).toEqual(['a'])
    worker.now += 10_001
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['a', 'a', 'b', 'c'])
    expect(worker.events.filter(({ kind }) => kind === 'doubtful')).toHaveLength(1)
  })

  test('what was claimed but not begun is sent once: at once after a stop, after its claim’s end otherwise', async () => {
    const worker = new TestWorker()
    const isClaimed = async () => (await worker.driver.row<QueueRow>('queues', 'P1'))?.claim != null
    const blind = (isDead: boolean) => {
      const dispatcher = worker.dispatcher({ queues: { get: async () => undefined } })
      return worker.runUntil(async () => {
        const claimed = await isClaimed()
        if (claimed && isDead) worker.isAway = true
        return claimed
      }, dispatcher)
    }
    await worker.request('P1', 'a')
    await blind(false)
    expect(await isClaimed()).toBe(false)
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['a'])

    await worker.request('P1', 'b')
    await blind(true)
    worker.isAway = false
    await worker.runLooks()
    expect(worker.sentIds()).toEqual(['a'])
    worker.now += 10_001
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['a', 'b'])
  })

  test('a Kafka that is away delays, and nothing is sent that could not be claimed', async () => {
    const worker = new TestWorker()
    await worker.request('P1', 'a')
    worker.isAway = true
    await worker.runLooks()
    expect(worker.sent).toEqual([])
    worker.isAway = false
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sentIds()).toEqual(['a'])
  })

  test('two dispatchers of one queue do not both send', async () => {
    const worker = new TestWorker()
    for (let i = 0; i < 10; i++)
      for (const who of ['P1', 'P2', 'P3']) await worker.request(who, `${who}-${i}`)
    const stop = new AbortController()
    const others = [worker.dispatcher(), worker.dispatcher()].map(each => each.run(stop.signal))
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    stop.abort()
    await Promise.all(others)
    expect(worker.sent).toHaveLength(30)
    expect(new Set(worker.sentIds()).size).toBe(30)
  })
})

describe('requests that are refused', () => {
  test('one too many for a recipient, one too large, one under a foreign key: dead letters, and the rest goes on', async () => {
    const worker = new TestWorker()
    for (let i = 0; i <= queueLimit; i++) await worker.request('P1', `e${i}`)
    await worker.request('P2', 'large', worker.now, { donnees: { text: 'x'.repeat(10_000) } })
    await worker.request('P2', 'good')
    await worker.request('P3', 'foreign', worker.now, { destinataire: 'P4' })
    expect(worker.driver.failures.map(({ failure }) => (failure.error as { code?: string }).code)).toEqual([
      'QUEUE_FULL',
      'REQUEST_TOO_LARGE',
      'WRONG_KEY',
    ])
    await worker.runUntil(async () => (await worker.waiting()) === 0)
    expect(worker.sent).toHaveLength(queueLimit + 1)
  })
})

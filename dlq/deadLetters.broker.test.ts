import { deadLetter, type Kafka, KafkaStreams, type Serde, StreamsBuilder, text } from 'millrace'
import { connectKafka, partitionForKey } from 'millrace/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { brokers, describeWithBroker } from '../test/setup/broker.ts'
import { DeadLetters } from './deadLetters.ts'
import { formatLetterId, type LetterId } from './letterId.ts'

/** One application whose step has a bug until `mended`; the tests tell one story and need their order. */
describeWithBroker('dead letters on a real Kafka', () => {
  let fixture: BrokerFixture
  let streams: KafkaStreams
  let dead: DeadLetters
  let topics: { readonly input: string; readonly output: string; readonly dlq: string; readonly done: string }
  let mended = false
  const record = (key: string, value = 'bad') => ({ key, value, timestamp: 1000 + Number(key) })

  beforeAll(async () => {
    fixture = await BrokerFixture.open()
    const [input, output] = await Promise.all(['in', 'out'].map(name => fixture.topic(name)))
    const dlq = await fixture.topic('dlq', 3, { 'message.timestamp.type': 'LogAppendTime' })
    topics = { input: input!, output: output!, dlq: dlq!, done: await fixture.topic('done', 1) }
    dead = deadLetters(fixture.kafka)
    const builder = new StreamsBuilder()
    const raw = { key: text as Serde<string | null>, value: text }
    builder
      .stream(topics.input, { ...raw, name: 'in' })
      .mapValues(
        value => {
          if (value === 'bad' && !mended) throw new RangeError('cannot read this yet')
          return value
        },
        { name: 'read' },
      )
      .to(topics.output, { ...raw, name: 'out' })
    streams = new KafkaStreams(builder.build(), {
      applicationId: fixture.name('app'),
      stateDir: await fixture.stateDir(),
      kafka: fixture.kafka,
      commitIntervalMs: 20,
      errors: { process: deadLetter },
      deadLetterTopic: topics.dlq,
    })
    await streams.start()
  })
  afterAll(async () => {
    await streams?.stop()
    await fixture?.close()
  })

  const deadLetters = (kafka: Kafka, bound = 100_000) =>
    new DeadLetters({
      kafka,
      applicationId: fixture.name('app'),
      topic: topics.dlq,
      treatmentTopic: topics.done,
      isRead: topic => topic === topics.input,
      bound,
    })
  const namesOf = (ids: readonly { readonly letter: LetterId }[]) =>
    ids.map(({ letter }) => formatLetterId(letter))
  const written = (topic: string) => fixture.read(topic)
  async function die(...keys: string[]): Promise<void> {
    mended = false
    await fixture.produce(
      topics.input,
      keys.map(key => record(key)),
    )
    await fixture.until(
      () => written(topics.dlq),
      letters => keys.every(key => letters.some(letter => letter.key === key)),
    )
    mended = true
  }

  test('are listed, filtered and paged, and shown whole', async () => {
    await fixture.produce(topics.input, [record('100', 'good')])
    await die('1', '2', '3', '4', '5', '6')
    const { letters, next, scanned } = await dead.list({}, 50)
    expect([letters.length, next, scanned]).toEqual([6, null, 6])
    expect(letters.every(({ letter }) => letter.value === null && letter.error === 'RangeError')).toBe(true)

    const [one] = (await dead.list({ key: '3' }, 50)).letters
    const { partition, timestamp, writtenAt, source } = one!.letter
    expect([partition, timestamp]).toEqual([partitionForKey('3', 3), 1003])
    expect(source).toMatchObject({ topic: topics.input, partition })
    const then = await dead.list({ since: writtenAt, until: writtenAt + 1 }, 50)
    expect(then.letters.map(({ letter }) => letter.key?.toString())).toContain('3')
    expect((await dead.list({ since: writtenAt + 3_600_000 }, 50)).letters).toEqual([])
    expect((await dead.list({ until: writtenAt - 3_600_000 }, 50)).letters).toEqual([])
    expect((await dead.list({ error: 'WRONG_TYPE' }, 50)).letters).toEqual([])

    const pages: string[] = []
    let from: LetterId | null = null
    do {
      const page = await dead.list({}, 1, from)
      pages.push(...namesOf(page.letters))
      const [p, o] = page.next?.split('@').map(Number) ?? []
      from = page.next === null ? null : { partition: p!, offset: o! }
    } while (from)
    expect(pages).toEqual(namesOf(letters))

    const bounded = await deadLetters(fixture.kafka, 2).list({ key: 'nobody' }, 50)
    expect(bounded).toMatchObject({ letters: [], scanned: 2, bound: 2 })
    expect(bounded.next).not.toBeNull()

    const whole = await dead.get(one!.letter)
    expect(whole).toMatchObject({ treatment: null, letter: { message: 'cannot read this yet' } })
    expect(whole!.letter.value?.toString()).toBe('bad')
    expect(await dead.get({ partition: 0, offset: 1_000_000 })).toBeNull()
    expect(await dead.get({ partition: 7, offset: 0 })).toBeNull()
  })

  test('are discarded, and then are open no more', async () => {
    const report = await dead.discard({ filter: { key: '6' }, limit: 50 })
    expect(report).toMatchObject({ action: 'discarded', done: 1, already: 0, refused: 0, next: null })
    expect((await dead.list({}, 50)).letters).toHaveLength(5)
    const [letter] = (await dead.list({ status: 'discarded' }, 50)).letters
    expect(letter!.letter.key?.toString()).toBe('6')
    expect(await dead.replay({ letters: [letter!.letter] })).toMatchObject({ done: 0, already: 1 })
  })

  test('are replayed once the bug is mended: as they were, where they were, once', async () => {
    expect(await dead.replay({ filter: {}, limit: 50 })).toMatchObject({ done: 5, already: 0, refused: 0 })
    const results = await fixture.until(
      () => written(topics.output),
      records => records.length === 6,
    )
    expect(results.map(({ key }) => key).sort()).toEqual(['1', '100', '2', '3', '4', '5'])
    const again = (await written(topics.input)).filter(({ headers }) => 'dlq.replay' in headers)
    expect(
      again.map(({ key, value, partition, timestamp }) => ({ key, value, partition, timestamp })),
    ).toEqual(
      expect.arrayContaining(
        ['1', '2', '3', '4', '5'].map(key => ({ ...record(key), partition: partitionForKey(key, 3) })),
      ),
    )
    const { letters } = await dead.list({ status: 'replayed' }, 50)
    expect(new Set(again.map(({ headers }) => headers['dlq.replay']))).toEqual(new Set(namesOf(letters)))

    // A second time: refused, also by somebody who has just come; unless forced.
    const ids = letters.map(({ letter }) => letter)
    expect(await dead.replay({ filter: {}, limit: 50 })).toMatchObject({ done: 0, already: 0 })
    expect(await deadLetters(fixture.kafka).replay({ letters: ids })).toMatchObject({ done: 0, already: 5 })
    expect(await dead.replay({ letters: [ids[0]!] }, true)).toMatchObject({ done: 1, already: 0 })
    await fixture.until(
      () => written(topics.output),
      records => records.length === 7,
    )
  })

  test('that cannot be replayed are refused, each with its reason, and the others are', async () => {
    await die('7')
    mended = false
    const [letter] = (await dead.list({}, 50)).letters
    const report = await dead.replay({ letters: [{ partition: 2, offset: 99_999 }, letter!.letter] })
    expect(report).toMatchObject({
      done: 1,
      refused: 1,
      reasons: [{ letter: '2@99999', reason: { en: 'there is no such letter', fr: expect.any(String) } }],
    })
    // It failed again: another letter, which says which one it was.
    const [second] = await fixture.until(
      async () => (await dead.list({}, 50)).letters,
      letters => letters.length === 1,
    )
    const [header] = second!.letter.headers
    expect([header?.key, String(header?.value)]).toEqual(['dlq.replay', formatLetterId(letter!.letter)])
    await dead.discard({ filter: {}, limit: 50 })
  })

  test('are found by what is in them, and are gone once they were treated and purged', async () => {
    const { length } = (await dead.list({ status: 'all' }, 50)).letters
    expect((await dead.list({ text: 'bad', status: 'all' }, 50)).letters).toHaveLength(length)
    expect((await dead.list({ text: 'worse', status: 'all' }, 50)).letters).toEqual([])
    await die('11')
    const [open] = (await dead.list({}, 50)).letters
    const { deleted } = await dead.purge()
    // Those behind the one that is open stay with it.
    const left = await dead.list({ status: 'all' }, 50)
    expect(deleted + left.letters.length).toBe(length + 1)
    expect(left.letters.some(({ letter }) => letter.offset === open!.letter.offset)).toBe(true)
    await dead.discard({ filter: {}, limit: 50 })
    expect(await dead.purge()).toMatchObject({ deleted: left.letters.length })
    expect((await dead.list({ status: 'all' }, 50)).letters).toEqual([])
    expect(await dead.get(open!.letter)).toBeNull()
  })

  describe('in spite of accidents', () => {
    const copies = async (key: string) =>
      (await written(topics.input)).filter(each => each.key === key && 'dlq.replay' in each.headers).length

    /** A connection on which the end of a transaction goes wrong once. */
    function faulty(endTxn: (real: Kafka['endTxn']) => Kafka['endTxn']): Kafka {
      const real: Kafka['endTxn'] = (...call) => fixture.kafka.endTxn(...call)
      const wrong = endTxn(real)
      let happened = false
      return new Proxy(fixture.kafka, {
        get(kafka, name) {
          if (name === 'endTxn')
            return (...[producer, commit]: Parameters<Kafka['endTxn']>) => {
              if (happened || !commit) return real(producer, commit)
              happened = true
              return wrong(producer, commit)
            }
          const value = Reflect.get(kafka, name)
          return typeof value === 'function' ? value.bind(kafka) : value
        },
      })
    }
    const lost = () => Object.assign(new Error('No answer from Kafka'), { name: 'KafkaUnreachable' })

    test('an answer that is lost after the commit, or a commit that never came', async () => {
      await die('8', '9')
      const after = faulty(real => async (...call) => {
        await real(...call)
        throw lost()
      })
      const filter = (key: string) => ({ filter: { key }, limit: 50 })
      expect(await deadLetters(after).replay(filter('8'))).toMatchObject({ done: 1, already: 0 })
      const before = faulty(() => async () => {
        throw lost()
      })
      expect(await deadLetters(before).replay(filter('9'))).toMatchObject({ done: 1, already: 0 })
      expect([await copies('8'), await copies('9')]).toEqual([1, 1])
    })

    test('a process that dies in the middle', async () => {
      await die('10')
      const kafka = await connectKafka({ brokers, clientId: 'dies' })
      // What it asked for after writing is never answered.
      const dying = new Proxy(kafka, {
        get: (real, name) =>
          name === 'endTxn' ? () => new Promise(() => {}) : Reflect.get(real, name).bind?.(real),
      })
      const reached = Promise.withResolvers<void>()
      const watched = new Proxy(dying, {
        get(real, name) {
          const value = Reflect.get(real, name)
          if (name !== 'endTxn') return value
          reached.resolve()
          return value
        },
      })
      void deadLetters(watched)
        .replay({ filter: { key: '10' }, limit: 50 })
        .catch(() => {})
      await reached.promise
      await kafka.close()
      expect(await dead.replay({ filter: { key: '10' }, limit: 50 })).toMatchObject({ done: 1 })
      expect(await copies('10')).toBe(1)
    })

    test('several at once', async () => {
      const keys = Array.from({ length: 30 }, (_, i) => String(200 + i))
      await die(...keys)
      const reports = await Promise.all(
        Array.from({ length: 3 }, () => deadLetters(fixture.kafka).replay({ filter: {}, limit: 500 })),
      )
      expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(30)
      const again = (await written(topics.input)).filter(({ headers }) => 'dlq.replay' in headers)
      expect(keys.filter(key => again.filter(each => each.key === key).length !== 1)).toEqual([])
    })
  })
})

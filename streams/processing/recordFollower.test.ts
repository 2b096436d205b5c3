import { describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import type { Processor } from '../graph/processor.ts'
import { text } from '../serdes/index.ts'
import { TestDriver } from '../testing/testDriver.ts'
import { RecordFollower } from './recordFollower.ts'
import type { FollowedOutput, RecordObserver, TracedRecord } from './recordObserver.ts'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const child = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01'
const header = (key: string, value: string) => ({ key, value: Buffer.from(value) })
const told = (headers: readonly { readonly key: string; readonly value: Uint8Array | null }[]) =>
  Object.fromEntries(headers.map(({ key, value }) => [key, String(value)]))

const clear: Processor<string, string, string, string> = {
  name: 'clear',
  process: ({ key, value }, { forward }) => forward(key, value, { headers: [] }),
}

/** One that throws headers away, a repartition topic, a sink with headers of its own. */
function topology() {
  const builder = new StreamsBuilder()
  builder
    .stream('in', { key: text, value: text, name: 'in' })
    .process(clear)
    .repartition({ name: 'by-key', key: text, value: text })
    .to('out', { name: 'out', key: text, value: text, headers: () => [header('origin', 'me')] })
  return builder.build()
}

describe('the trace context of a record', () => {
  test('goes along to what is written of it, whatever processors and sinks do with headers', async () => {
    const driver = new TestDriver(topology())
    const headers = [header('x', '1'), header('traceparent', parent), header('tracestate', 'a=1')]
    await driver.pipe('in', { key: 'k', value: 'v', headers }, { key: 'l', value: 'w' })
    const [traced, other] = driver.read('out', text, text)
    expect(told(traced!.headers)).toEqual({ origin: 'me', traceparent: parent, tracestate: 'a=1' })
    expect(told(other!.headers)).toEqual({ origin: 'me' })
  })

  test.each([
    ['no hexadecimal', 'zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['no trace', '00-00000000000000000000000000000000-b7ad6b7169203331-01'],
    ['more than one', `${parent},${parent}`],
  ])('that cannot be read is none: %s', async (_, value) => {
    const driver = new TestDriver(topology())
    await driver.pipe('in', { key: 'k', value: 'v', headers: [header('traceparent', value)] })
    expect(told(driver.read('out', text, text)[0]!.headers)).toEqual({ origin: 'me' })
  })
})

describe('a follower with somebody who looks on', () => {
  const input = (headers: readonly { readonly key: string; readonly value: Uint8Array }[]) => ({
    ...{ topic: 'in', partition: 0, offset: 7, timestamp: 1_000, key: 'k', value: 'v', headers },
    raw: () => {
      throw new Error('not asked for')
    },
  })
  const output = (headers = [header('x', '1')]) => ({
    ...{ topic: 'out', partition: null, key: 'k', value: 'v', timestamp: 1, headers },
  })
  const observer = () => {
    const seen = { began: [] as TracedRecord[], ended: [] as unknown[], writing: [] as FollowedOutput[] }
    const observer: RecordObserver = {
      isMeasured: () => true,
      isTracing: true,
      began: record => {
        seen.began.push(record)
        record.context = { traceparent: child, tracestate: null }
      },
      ended: (_, error) => seen.ended.push(error?.message ?? null),
      writing: each => seen.writing.push(each),
    }
    return { seen, follower: new RecordFollower('app', '0_0', observer) }
  }

  test('takes the time of acceptance over a repartition topic, out of sight of processors, and no further', () => {
    const { follower } = observer()
    follower.take(input([]), false)
    const first = follower.follow(output(), true)
    follower.leave(null)
    expect(told(first.headers)).toEqual({ x: '1', 'millrace.accepted': '1000' })

    const taken = follower.take({ ...input(first.headers as never), timestamp: 5 }, true)
    expect(told(taken.headers)).toEqual({ x: '1' })
    const last = follower.follow(output(), false)
    expect(told(last.headers)).toEqual({ x: '1' })
    expect(last.followed).toEqual({ topic: 'out', acceptedAt: 1_000, of: null, context: null })
    follower.leave(null)
    expect(follower.isFollowing).toBe(false)
  })

  test('what looks on may put its own span in the place of the one that came; each record is begun and ended once', () => {
    const { follower, seen } = observer()
    follower.take(input([header('traceparent', parent)]), false)
    const followed = follower.follow(output([header('traceparent', parent)]), false)
    follower.leave(new Error('no'))
    expect(told(followed.headers)).toEqual({ traceparent: child })
    expect(seen.began.map(({ topic, offset }) => `${topic}@${offset}`)).toEqual(['in@7'])
    expect(seen.ended).toEqual(['no'])
    expect(seen.writing).toEqual([followed.followed])

    follower.take(input([]), true)
    expect(follower.isFollowing).toBe(false)
  })

  test('a header of its name that others wrote is theirs', () => {
    const { follower } = observer()
    const taken = follower.take(input([header('millrace.accepted', '1')]), false)
    expect(told(taken.headers)).toEqual({ 'millrace.accepted': '1' })
    expect(follower.follow(output(), false).followed).toMatchObject({ acceptedAt: 1_000 })
  })
})

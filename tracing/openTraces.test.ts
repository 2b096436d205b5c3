import { afterEach, describe, expect, test } from 'vitest'
import { openTraces, type TracesOptions } from './openTraces.ts'
import { otlpReceiver } from './test/otlpReceiver.ts'
import type { Traces } from './traces.ts'

const parent = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'other=1',
}
const unsampled = { ...parent, traceparent: parent.traceparent.replace(/01$/, '00') }
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (let close = closing.pop(); close; close = closing.pop()) await close()
})

async function open(more: Partial<TracesOptions> = {}) {
  const receiver = await otlpReceiver()
  const lines: string[] = []
  const log = (_: object, message: string) => void lines.push(message)
  const traces = await openTraces({
    endpoint: receiver.url,
    headers: {},
    service: 'cabinet',
    instance: 'a:1',
    ratio: 1,
    maxQueue: 100,
    delayMs: 10,
    timeoutMs: 1_000,
    log: { info: log, warn: log },
    ...more,
  })
  closing.push(receiver.close, () => traces.close())
  return { receiver, traces, lines }
}

const span = (traces: Traces, under: typeof parent | null = null) =>
  traces.begin('work', { kind: 'consumer', parent: under, attributes: { a: 1 } })

describe('spans', () => {
  test('are a part of the trace that they are told, and arrive with what was said of them', async () => {
    const { traces, receiver } = await open()
    const one = span(traces, parent)
    expect(one.context.tracestate).toBe('other=1')
    one.set({ b: 'two' })
    one.fail('BROKEN')
    one.end()
    await expect.poll(() => receiver.spans).toHaveLength(1)
    const [, traceId, spanId, flags] = one.context.traceparent.split('-')
    expect(flags).toBe('01')
    expect(receiver.spans[0]).toEqual({
      service: 'cabinet',
      traceId,
      spanId,
      parentSpanId: 'b7ad6b7169203331',
      name: 'work',
      attributes: { a: 1, b: 'two', 'error.type': 'BROKEN' },
      isFailed: true,
    })
    expect(traceId).toBe('0af7651916cd43dd8448eb211c80319c')
    await expect.poll(() => traces.counts).toEqual({ exported: 1, failed: 0, dropped: 0 })
  })

  test('of a trace that is not to be recorded are not, and say so to whoever follows', async () => {
    const { traces, receiver } = await open({ ratio: 0 })
    for (const each of [span(traces, unsampled), span(traces)]) {
      expect(each.context.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
      each.end()
    }
    // Whoever began it decided.
    span(traces, parent).end()
    await expect.poll(() => receiver.spans).toHaveLength(1)
    expect(receiver.spans[0]!.parentSpanId).toBe('b7ad6b7169203331')
  })

  test('that wait are no more than may wait', async () => {
    const { traces } = await open({ maxQueue: 10, delayMs: 600_000 })
    for (let i = 0; i < 25; i++) span(traces).end()
    expect(traces.counts.dropped).toBeGreaterThanOrEqual(5)
    await traces.close()
    const { exported, dropped } = traces.counts
    expect(exported + dropped).toBe(25)
  })

  test('that the collector does not take are lost and counted; it is said once, and once when it is well again', async () => {
    const { traces, receiver, lines } = await open()
    receiver.refuses = true
    span(traces).end()
    await expect.poll(() => traces.counts.failed).toBe(1)
    span(traces).end()
    await expect.poll(() => traces.counts.failed).toBe(2)
    receiver.refuses = false
    span(traces).end()
    await expect.poll(() => traces.counts.exported).toBe(1)
    expect(lines).toEqual(['traces cannot be exported: they are lost', 'traces are exported again'])
  })

  test('where nobody listens are lost, and a stop does not wait for them', async () => {
    const { traces } = await open({ endpoint: 'http://127.0.0.1:1' })
    span(traces).end()
    await traces.close()
    expect(traces.counts.exported).toBe(0)
  })
})

import { describe, expect, test } from 'vitest'
import type { SpanOptions } from '../../tracing/traces.ts'
import { fakeApi } from '../test/fakeApi.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${trace}-b7ad6b7169203331-01`
const spanOf = (n: number) => `00-${trace}-${String(n).padStart(16, '0')}-01`

/** Traces that number their spans, and say what becomes of them. */
function traced() {
  const lines: string[] = []
  let count = 0
  return {
    lines,
    traces: {
      counts: { exported: 5, failed: 1, dropped: 2 },
      begin(name: string, { kind, parent }: SpanOptions) {
        const number = ++count
        lines.push(`${number} ${kind} ${name} under ${parent?.traceparent ?? 'nothing'}`)
        return {
          context: { traceparent: spanOf(number), tracestate: null },
          set: (more: object) => lines.push(`${number} ${JSON.stringify(more)}`),
          fail: (type: string) => lines.push(`${number} failed ${type}`),
          end: () => lines.push(`${number} ended`),
        }
      },
    },
  }
}

describe('requests that are traced', () => {
  test('a command begins a trace, or goes on with its caller’s; its record takes it along', async () => {
    const { lines, traces } = traced()
    const { post, published } = await fakeApi({ traces })
    await post('/api/patients', { nom: 'Alaoui' }, { traceparent })
    expect(lines).toEqual([
      `1 server POST /api/patients under ${traceparent}`,
      `2 producer send patient.created under ${spanOf(1)}`,
      '2 ended',
      '1 {"http.response.status_code":202}',
      '1 ended',
    ])
    expect(published.map(({ trace }) => trace?.traceparent)).toEqual([spanOf(2)])
    await post('/api/patients', { nom: 'Alaoui' })
    expect(lines[5]).toBe('3 server POST /api/patients under nothing')
    expect(published.at(-1)?.trace?.traceparent).toBe(spanOf(4))
  })

  test('a command that could not be published has failed', async () => {
    const { lines, traces } = traced()
    const fake = await fakeApi({ traces })
    fake.failure = Object.assign(new Error('secret'), { name: 'KafkaUnreachable' })
    expect((await fake.post('/api/patients', { nom: 'Alaoui' })).status).toBe(503)
    expect(lines).toEqual(
      expect.arrayContaining(['2 failed kafka-away', '1 failed 503', '1 {"http.response.status_code":503}']),
    )
  })

  test('a query is traced only as a part of its caller’s trace; what is no route of the API is not', async () => {
    const { lines, traces } = traced()
    const { api, get } = await fakeApi({ traces })
    await get('/api/patients/none')
    await get('/health')
    await api.inject({ url: '/ready', headers: { traceparent } })
    await api.inject({ url: '/api/patients/none', headers: { traceparent: 'nonsense' } })
    expect(lines).toEqual([])
    await api.inject({ url: '/api/patients/none', headers: { traceparent } })
    expect(lines[0]).toBe(`1 server GET /api/patients/:id under ${traceparent}`)
  })

  test('what became of the spans is a metric', async () => {
    const { get } = await fakeApi({ traces: traced().traces })
    expect((await get('/metrics')).body).toContain('cabinet_trace_spans_total{outcome="dropped"} 2')
  })
})

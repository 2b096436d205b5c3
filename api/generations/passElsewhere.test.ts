import { once } from 'node:events'
import { Position } from 'millrace'
import { afterEach, expect, test } from 'vitest'
import type { ApiOptions } from '../apiOptions.ts'
import { fakeApi } from '../test/fakeApi.ts'
import { patientRow } from '../test/rows.ts'
import { FakeLiveness } from './test/fakeLiveness.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** An instance that listens, with one patient whose name is the instance's. */
async function instance(name: string, liveness: FakeLiveness, options: Partial<ApiOptions> = {}) {
  const fake = await fakeApi({ liveness, ...options })
  closing.push(() => fake.api.close())
  await fake.api.listen({ host: '127.0.0.1', port: 0 })
  fake.instance.put('patients', 'P1', patientRow('P1', name))
  const { port } = fake.api.server.address() as { port: number }
  const get = (path: string, options?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, options)
  const nom = async () => {
    const answer = await get('/api/patients/P1')
    return answer.ok ? ((await answer.json()) as { nom: string }).nom : answer.status
  }
  return { ...fake, liveness, port, endpoint: { host: '127.0.0.1', port }, get, nom }
}

/** One of generation 1, and one of generation 2 that is live. */
async function two() {
  const next = await instance('two', new FakeLiveness(2, true))
  const old = await instance('one', new FakeLiveness(1, false, [next.endpoint]))
  next.liveness.all = [old.endpoint]
  return { old, next }
}

test('what is asked of the application is answered by the live generation, what is asked of a process by itself', async () => {
  const { old, next } = await two()
  expect(await old.nom()).toBe('two')
  expect(await next.nom()).toBe('two')
  old.instance.state = 'REBALANCING'
  expect(await (await old.get('/health')).json()).toMatchObject({ state: 'REBALANCING' })
  expect(await (await old.get('/api/status')).json()).toMatchObject({ state: 'REBALANCING' })
  expect(await (await old.get('/metrics')).text()).toContain('http_requests_passed_on_total 1')
})

test('commands go there once, with their body', async () => {
  const { old, next } = await two()
  const answer = await old.get('/api/patients', {
    method: 'POST',
    body: JSON.stringify({ nom: 'Amal' }),
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(202)
  expect([old.published.length, next.published.length]).toEqual([0, 1])
})

test('websockets go there', async () => {
  const { old } = await two()
  const socket = new WebSocket(`ws://127.0.0.1:${old.port}/flux`)
  await once(socket, 'open')
  socket.send('{"type":"subscribe","id":"a","view":"patients"}')
  const [{ data }] = (await once(socket, 'message')) as [MessageEvent]
  socket.close()
  expect(JSON.parse(String(data))).toMatchObject({ type: 'error', id: 'a' })
})

test('a question that one of them does not answer is put to another', async () => {
  const { old, next } = await two()
  old.liveness.all = [{ host: '127.0.0.1', port: 1 }, next.endpoint]
  for (let i = 0; i < 4; i++) expect(await old.nom()).toBe('two')
})

test('where nobody can be asked the answer says so, and when to try again', async () => {
  const { old } = await two()
  old.liveness.all = []
  const answer = await old.get('/api/patients/P1')
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
    503,
    '1',
    'application/problem+json',
  ])
})

test('what was passed on is not passed on again', async () => {
  const { old, next } = await two()
  next.liveness.become(false)
  expect(await old.nom()).toBe(503)
  expect(await next.nom()).toBe(503)
})

test('while a cut is under way the log is read before every answer', async () => {
  const { old } = await two()
  old.liveness.become(true)
  old.liveness.isInDoubt = true
  expect(await old.nom()).toBe('one')
  // It was switched, and this process has not heard of it yet.
  old.liveness.decided = false
  expect(await old.nom()).toBe('two')
  expect(old.liveness.isLive).toBe(false)
})

test('who was passed on to, and has not heard yet that it is live, looks', async () => {
  const { old, next } = await two()
  next.liveness.become(false)
  next.liveness.decided = true
  expect(await old.nom()).toBe('two')
})

test('in a cut nobody answers while Kafka does not say who is live', async () => {
  const { old } = await two()
  old.liveness.become(true)
  old.liveness.isInDoubt = true
  old.liveness.failure = new Error('Kafka is away')
  old.liveness.all = []
  expect(await old.nom()).toBe(503)
})

test('who has seen another generation’s rows is answered by who knows of it', async () => {
  const { old } = await two()
  old.liveness.become(true)
  old.liveness.decided = false
  const seenIn = (generation: number) =>
    Position.of('patients', [{ partition: 0, position: 7 }], generation).toString()
  await old.get(`/api/patients/P1?min-position=${seenIn(1)}`)
  expect(old.liveness.isLive).toBe(true)
  await old.get(`/api/patients/P1?min-position=${seenIn(2)}`)
  expect(old.liveness.isLive).toBe(false)
  expect(await (await old.get('/metrics')).text()).toContain('http_requests_passed_on_total 1')
})

test('clients of the feed are let go at the switch, and passed on when they come back', async () => {
  const { old, next } = await two()
  old.liveness.become(true)
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${old.port}/flux`)
    await once(socket, 'open')
    return socket
  }
  const socket = await open()
  const closed = once(socket, 'close')
  old.liveness.become(false)
  const [{ code }] = (await closed) as [CloseEvent]
  expect(code).toBe(1001)
  const again = await open()
  const gone = once(again, 'close')
  next.liveness.become(false)
  await gone
})

test('an instance with passed on connections ends', async () => {
  const { old } = await two()
  const socket = new WebSocket(`ws://127.0.0.1:${old.port}/flux`)
  await once(socket, 'open')
  const gone = once(socket, 'close')
  await old.api.close()
  await gone
})

import { afterEach, expect, test } from 'vitest'
import { buildFront } from './buildFront.ts'
import { type Does, supervise } from './test/supervise.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function front(does: Does[], ready = does.map(() => 'READY')) {
  const all = supervise(does)
  const { supervisor } = all
  closing.push(() => supervisor.stop())
  supervisor.start()
  await all.reached(...ready)
  const app = await buildFront({
    applicationId: 'app',
    instances: () => supervisor.instances,
    isRestarting: () => supervisor.isRestarting,
    originOf: port => `http://127.0.0.1:${port}`,
    wholePath: '/whole',
  })
  closing.push(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as { port: number }
  const get = (path: string, options?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, options)
  const text = async (path: string) => (await get(path)).text()
  return { ...all, get, text, port }
}

test('requests go to the ready children in turn', async () => {
  const { text } = await front(['serve', 'serve'])
  const answers = [await text('/a'), await text('/a'), await text('/a'), await text('/a')]
  expect(answers.sort()).toEqual(['1', '1', '2', '2'])
})

test('a question that one does not answer, or answers 503, is put to another', async () => {
  const { text, get, supervisor, does } = await front(['serve', 'busy'])
  for (let i = 0; i < 4; i++) {
    const answer = await get('/busy')
    expect([answer.status, await answer.text(), answer.headers.get('retry-after')]).toEqual([200, '1', null])
  }
  // Dies while it is asked, before the supervisor knows.
  does[0] = 'refuse'
  process.kill(supervisor.instances[0]!.pid!, 'SIGKILL')
  for (let i = 0; i < 4; i++) expect(await text('/a')).toBe('2')
})

test('a 503 of all is passed on', async () => {
  const { get } = await front(['busy', 'busy'])
  const answer = await get('/busy')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
})

test('a command is sent once: no answer is told', async () => {
  const { get, supervisor } = await front(['serve', 'serve'])
  const answer = await get('/die', {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json'])
  expect(supervisor.instances.filter(({ pid }) => pid !== null).length).toBeGreaterThan(0)
})

test('websockets pass', async () => {
  const { port } = await front(['serve'])
  const socket = new WebSocket(`ws://127.0.0.1:${port}/feed`)
  const { data } = await new Promise<MessageEvent>((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = reject
  })
  socket.close()
  expect(data).toBe('1')
})

test('health, readiness and status tell of every child; metrics carry its number', async () => {
  const { get, text } = await front(['serve', 'refuse'], ['READY', 'FAILED'])
  const health = await get('/health')
  expect([health.status, await health.json()]).toMatchObject([
    200,
    {
      state: 'DEGRADED',
      instances: [{ state: 'READY' }, { state: 'FAILED', error: 'the configuration is wrong' }],
    },
  ])
  expect((await get('/ready')).status).toBe(200)
  const metrics = await text('/metrics')
  expect(metrics).toContain('up{instance="1"} 1')
  expect(metrics).toContain('supervisor_instance_state{instance="2",state="FAILED"} 1')
  expect(metrics).toContain('supervisor_instance_restarts_total{instance="1"} 0')
  expect(await (await get('/api/outbox')).json()).toEqual({
    instances: [
      { instance: 1, outbox: 1 },
      { instance: 2, outbox: null },
    ],
  })
})

test('with no child there is no answer, and a reason', async () => {
  const { get } = await front(['refuse'], ['FAILED'])
  expect((await get('/health')).status).toBe(503)
  expect((await get('/ready')).status).toBe(503)
  expect(await (await get('/a')).json()).toMatchObject({ status: 503, detail: 'No instance is running now.' })
})

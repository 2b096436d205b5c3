import { FeedRefused, type FeedRequest, type FeedSink } from 'millrace'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forbidden } from '../access/refusals.ts'
import { toProblem } from '../answerProblems.ts'
import { FluxClient } from './fluxClient.ts'
import { defaultFluxLimits } from './fluxLimits.ts'
import type { Wish } from './subscribe.ts'
import { FakeSocket } from './test/fakeSocket.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function connected(authorize = async (wish: Wish) => wish) {
  const socket = new FakeSocket()
  const asked: FeedRequest[] = []
  const dropped: string[] = []
  const feed = {
    subscribe(request: FeedRequest, sink: FeedSink) {
      if (request.view === 'none') throw new FeedRefused('unknown-source', 'view', 'There is no view "none"')
      asked.push(request)
      return {
        token: `token-${request.id}`,
        drop: () => dropped.push(request.id),
        close: (reason: never) => sink.ended(request.id, reason),
      } as never
    },
  }
  const client = new FluxClient({
    socket,
    feed,
    limits: { ...defaultFluxLimits, subscriptions: 2 },
    language: 'fr',
    authorize,
    toProblem: error => toProblem(error as never),
  })
  return { socket, asked, dropped, client }
}

const settle = () => vi.advanceTimersByTimeAsync(1)

test('subscriptions are made in the order in which they are asked for, up to so many, each id once', async () => {
  const { socket, asked } = connected()
  socket.say({ type: 'subscribe', id: 'a', view: 'patients' })
  socket.say({ type: 'subscribe', id: 'a', view: 'patients' })
  socket.say({ type: 'subscribe', id: 'b', view: 'none' })
  socket.say({ type: 'subscribe', id: 'c', view: 'patients', slow: 'conflate', where: { patientId: 'P1' } })
  socket.say({ type: 'subscribe', id: 'd', view: 'patients' })
  socket.say({ type: 'unsubscribe', id: 'a' })
  socket.say({ type: 'subscribe', id: 'a', topics: ['facture.paid'], resume: 'x' })
  await settle()
  expect(asked).toEqual([
    { id: 'a', view: 'patients' },
    { id: 'c', view: 'patients', slow: 'conflate', where: { patientId: 'P1' } },
    { id: 'a', topics: ['facture.paid'], resume: 'x' },
  ])
  expect(socket.sent).toMatchObject([
    { type: 'error', id: 'a', problem: { status: 400, detail: expect.stringContaining('autre abonnement') } },
    { type: 'error', id: 'b', problem: { status: 400, detail: expect.stringContaining('view') } },
    {
      type: 'error',
      id: 'd',
      problem: { status: 400, detail: expect.stringContaining('FLUX_SUBSCRIPTIONS') },
    },
  ])
})

test('what is asked for is what was allowed; what is not is refused, and the others go on', async () => {
  const { socket, asked } = connected(async wish => {
    if (wish.view === 'patients') throw forbidden()
    return { ...wish, where: { medecinId: 'M1' } }
  })
  socket.say({ type: 'subscribe', id: 'a', view: 'patients' })
  socket.say({ type: 'subscribe', id: 'b', view: 'rendezvous' })
  await settle()
  expect(asked).toEqual([{ id: 'b', view: 'rendezvous', where: { medecinId: 'M1' } }])
  expect(socket.sent).toMatchObject([{ type: 'error', id: 'a', problem: { status: 403 } }])
})

test.each([
  ['{', undefined],
  ['null', undefined],
  ['{"type":"subscribe","id":7}', undefined],
  ['{"type":"subscribe","id":""}', ''],
  ['{"type":"subscribe","id":"a","view":"patients","more":1}', 'a'],
  ['{"type":"subscribe","id":"a","view":"patients","where":{"patientId":{"$ne":1}}}', 'a'],
  ['{"type":"subscribe","id":"a","topics":[]}', 'a'],
  ['{"type":"other","id":"a"}', 'a'],
])('a frame that is none is told so: %s', async (frame, id) => {
  const { socket, asked } = connected()
  socket.say(frame)
  await settle()
  expect(asked).toEqual([])
  expect(socket.sent).toMatchObject([
    { type: 'error', problem: { status: 400, title: 'Requête non valide' } },
  ])
  expect(socket.sent[0]!.id).toBe(id)
})

test('bytes, and frames without end ahead of the answers, end the connection', async () => {
  const bytes = connected()
  bytes.socket.emit('message', Buffer.from('{}'), true)
  expect(bytes.socket.ended).toBe(1008)
  const flood = connected()
  for (let i = 0; i < 65; i++) flood.socket.say({ type: 'unsubscribe', id: 'x' })
  expect(flood.socket.ended).toBe(1008)
})

test('heartbeats carry the tokens; who answers none is cut off, but not while he still takes what he was sent', async () => {
  const { socket, dropped } = connected()
  socket.say({ type: 'subscribe', id: 'a', view: 'patients' })
  await settle()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(socket.sent.at(-1)).toMatchObject({ type: 'heartbeat', tokens: { a: 'token-a' } })
  expect(socket.pings).toBe(1)
  const beats = (count: number) => vi.advanceTimersByTimeAsync(count * 15_000)
  await beats(1)
  socket.emit('pong')
  await beats(2)
  socket.isReading = false
  socket.bufferedAmount = 1_000_000
  await beats(1)
  socket.bufferedAmount = 500_000
  await beats(3)
  expect(socket.ended).toBeNull()
  await beats(1)
  expect(socket.ended).toBe('terminated')
  expect(dropped).toEqual(['a'])
})

test('who waits for room waits until there is, or until the client has gone', async () => {
  const { socket, client } = connected()
  socket.isReading = false
  socket.bufferedAmount = 100
  const told: string[] = []
  void client.drained(50).then(() => told.push('room'))
  await settle()
  expect(told).toEqual([])
  client.send({ bytes: Buffer.from('{}') } as never)
  socket.read()
  await settle()
  expect(told).toEqual(['room'])
  socket.bufferedAmount = 100
  void client.drained(50).then(() => told.push('gone'))
  socket.emit('close')
  await settle()
  expect(told).toEqual(['room', 'gone'])
})

test('at the end of the instance every subscription is told, and nothing is begun any more', async () => {
  const { socket, asked, client } = connected()
  socket.say({ type: 'subscribe', id: 'a', view: 'patients' })
  await settle()
  client.close()
  socket.say({ type: 'subscribe', id: 'b', view: 'patients' })
  await settle()
  expect(asked).toHaveLength(1)
  expect(socket.ended).toBe(1001)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(socket.ended).toBe('terminated')
})

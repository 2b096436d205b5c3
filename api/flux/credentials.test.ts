import type { AddressInfo } from 'node:net'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import type { CloseReason, FeedRequest, FeedSink } from 'millrace'
import { afterEach, expect, test, vi } from 'vitest'
import { type AccessKey, AccessKeys, createKey, readKeys } from '../access/accessKeys.ts'
import type { Authenticator } from '../access/authenticator.ts'
import { guard } from '../access/guard.ts'
import type { Role } from '../access/role.ts'
import { answerProblems } from '../answerProblems.ts'
import type { Api } from '../api.ts'
import { fluxRoutes } from '../routes/flux.ts'
import { FluxSocket } from '../test/fluxSocket.ts'
import { FluxClients } from './fluxClients.ts'
import { defaultFluxLimits } from './fluxLimits.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A feed in which nothing happens, before which it is asked who is there. */
async function listening(authenticator: Authenticator, heartbeatMs = 20) {
  const clients = new FluxClients(10)
  const feed = {
    subscribe: ({ id }: FeedRequest, sink: FeedSink) => ({
      token: 'token',
      drop: () => {},
      close(reason: CloseReason) {
        const text = JSON.stringify({ type: 'closed', id, token: 'token', reason })
        sink.send({ type: 'closed', token: 'token', text, bytes: Buffer.from(text) } as never)
        sink.ended(id, reason)
      },
    }),
    close: async () => {},
  }
  const app = Fastify() as unknown as Api
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  answerProblems(app as never)
  const rates = { requestsPerMinute: 1_000, failuresPerMinute: 1_000 }
  await guard(app, { authenticator, origins: [], rates, rows: null })
  await fluxRoutes(app, {
    feed: feed as never,
    clients,
    limits: { ...defaultFluxLimits, heartbeatMs },
    rows: null as never,
    authenticator,
    note: () => {},
  })
  closing.push(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, clients }
}

function drawn(...roles: Role[]) {
  const { key, line } = createKey('desk', roles, null)
  return { key, known: readKeys(line) }
}
const { key, known } = drawn('secretariat')
const asAccountant: readonly AccessKey[] = known.map(({ digest, principal }) => ({
  digest,
  principal: { ...principal, roles: ['comptable'] },
}))
const protocols = ['millrace', `bearer.${key}`]
const headers = { authorization: `Bearer ${key}` }

test.each([
  ['is taken away', []],
  ['has other roles', asAccountant],
])('a key that %s: its websocket is told why, with where to go on, and ended', async (_, instead) => {
  const authenticator = new AccessKeys(known)
  const { url, clients } = await listening(authenticator)
  const client = await new FluxSocket().connect(url, protocols)
  client.send({ type: 'subscribe', id: 's', topics: ['facture.paid'] })
  await vi.waitFor(() => expect(client.types()).toContain('heartbeat'))
  expect(client.closed).toBeNull()
  authenticator.replace(instead)
  await vi.waitFor(() => expect(client.closed).toBe(3000))
  expect(client.told.at(-1)).toEqual({ type: 'closed', id: 's', token: 'token', reason: 'unauthenticated' })
  expect(client.reason).toMatch(/not valid any more/)
  await vi.waitFor(() => expect(clients.size).toBe(0))
})

test('a key that is taken away begins no subscription, not even before it was looked at again', async () => {
  const authenticator = new AccessKeys(known)
  const { url } = await listening(authenticator, 60_000)
  const client = await new FluxSocket().connect(url, protocols)
  authenticator.replace([])
  client.send({ type: 'subscribe', id: 's', topics: ['facture.paid'] })
  await vi.waitFor(() => expect(client.closed).toBe(3000))
  expect(client.told).toEqual([])
})

test('its event stream likewise', async () => {
  const authenticator = new AccessKeys(known)
  const { url, clients } = await listening(authenticator)
  const answer = await fetch(`${url}/api/flux?topics=facture.paid`, { headers })
  expect(answer.status).toBe(200)
  authenticator.replace([])
  const text = await answer.text()
  const last = text.trim().split('\n\n').at(-1)
  expect(last).toBe(
    'event: closed\nid: token\ndata: {"type":"closed","id":"sse","token":"token","reason":"unauthenticated"}',
  )
  await vi.waitFor(() => expect(clients.size).toBe(0))
  expect((await fetch(`${url}/api/flux?topics=facture.paid`, { headers })).status).toBe(401)
})

test('while it cannot be told whether a token is valid, its connection stays', async () => {
  let mood: 'well' | 'away' | 'expired' = 'well'
  let asked = 0
  const { url } = await listening({
    async principalOf() {
      asked++
      if (mood === 'away') throw new Error('The issuer is away')
      return mood === 'well' ? known[0]!.principal : null
    },
  })
  const client = await new FluxSocket().connect(url, protocols)
  mood = 'away'
  const before = asked
  await vi.waitFor(() => expect(asked).toBeGreaterThan(before + 3))
  expect(client.closed).toBeNull()
  mood = 'expired'
  await vi.waitFor(() => expect(client.closed).toBe(3000))
})

import { afterEach, expect, test } from 'vitest'
import type { FakeApi } from '../test/fakeApi.ts'
import { endpointOf } from '../test/fakeInstance.ts'
import { bearer, internalSecret, keys, type SecuredOptions, securedApi } from './test/securedApi.ts'

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** Two instances that share the partitions, and ask each other. */
async function two(second: NonNullable<SecuredOptions['rules']> = {}): Promise<readonly FakeApi[]> {
  const both = [
    await securedApi({ peerDeadlineMs: 20_000 }),
    await securedApi({ peerDeadlineMs: 20_000, rules: second }),
  ]
  both[0]!.instance.partitions = [0]
  both[1]!.instance.partitions = [1, 2]
  for (const { api } of both) {
    await api.listen({ host: '127.0.0.1', port: 0 })
    open.push(api)
  }
  const peers = both.map(({ api, instance }) =>
    endpointOf((api.server.address() as { port: number }).port, instance.partitions),
  )
  for (const { instance } of both) instance.peers = peers
  return both
}

const list = ({ api }: FakeApi, key: string) => api.inject({ url: '/api/rendezvous', headers: bearer(key) })

test('instances know each other by their secret, and the rules are those of who asks', async () => {
  for (const each of await two()) {
    const all = (await list(each, keys.secretariat)).json() as { items: readonly { medecinId: string }[] }
    expect(all.items.map(({ medecinId }) => medecinId)).toEqual(['M1', 'M2'])
    const his = (await list(each, keys.medecin)).json() as typeof all
    expect(his.items.map(({ medecinId }) => medecinId)).toEqual(['M1'])
  }
})

test('one with another secret is told nothing, and tells so', async () => {
  const [, stranger] = await two({ internalSecret: `${internalSecret}-of-others` })
  const answer = await list(stranger!, keys.secretariat)
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ type: '/docs#incomplete', partitions: [0] })
})

test('a command that another instance remembers is known by the secret too', async () => {
  const both = await two()
  const send = ({ api }: FakeApi) =>
    api.inject({
      method: 'POST',
      url: '/api/patients',
      headers: { ...bearer(keys.secretariat), 'idempotency-key': 'k1' },
      payload: { nom: 'Tazi' },
    })
  expect((await send(both[0]!)).statusCode).toBe(202)
  expect((await send(both[1]!)).headers['idempotency-replayed']).toBe('true')
})

import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { fakeApi } from '../test/fakeApi.ts'

const upgrade = [
  'GET /flux HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')

test('an instance stops although a client comes back while it does, and does not hang up', async () => {
  const closing = Promise.withResolvers<void>()
  const { api } = await fakeApi()
  // What else takes its time to end.
  api.register(async other => {
    other.addHook('preClose', () => closing.promise)
  })
  await api.listen({ port: 0, host: '127.0.0.1' })
  const { port } = api.server.address() as AddressInfo
  const stopped = api.close()
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  client.write(upgrade)
  const [answer] = (await once(client, 'data')) as [Buffer]
  expect(String(answer)).toMatch(/^HTTP\/1.1 503 /)
  closing.resolve()
  await stopped
  client.destroy()
})

import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import tls from 'node:tls'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fakeApi } from '../api/test/fakeApi.ts'
import { FluxSocket } from '../api/test/fluxSocket.ts'
import { readConfig } from '../config/readConfig.ts'
import { listenAt } from './listenAt.ts'
import { certificates, noCertificates } from './test/certificates.ts'
import { tlsOf } from './tlsOf.ts'

const addresses = ['127.0.0.1', '127.0.0.2']
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

// Only on Linux is all of 127.0.0.0/8 this machine.
describe.skipIf(process.platform !== 'linux')('a name with two addresses', () => {
  async function listening(options: Parameters<typeof fakeApi>[0] = {}) {
    const { api } = await fakeApi(options)
    closing.push(() => api.close())
    return {
      api,
      async open() {
        await listenAt(api, 'localhost', 0, async () => addresses)
        return (api.server.address() as { port: number }).port
      },
    }
  }

  test('both are answered, websockets too, until the end', async () => {
    const { api, open } = await listening()
    const port = await open()
    for (const address of addresses) {
      const url = `http://${address}:${port}`
      expect((await fetch(`${url}/health`)).status).toBe(200)
      const client = await new FluxSocket().connect(url)
      client.send('nonsense')
      await vi.waitFor(() => expect(client.types()).toEqual(['error']))
      client.cut()
    }
    await api.close()
    for (const address of addresses) await expect(fetch(`http://${address}:${port}/health`)).rejects.toThrow()
  })

  test('connections to all of them count together, and those from one address do', async () => {
    const { open } = await listening({ connections: { connections: 5, perAddress: 4 } })
    const port = await open()
    const crowd = (host: string, localAddress: string) =>
      Array.from({ length: 3 }, () => {
        const socket = connect({ port, host, localAddress })
        closing.push(() => socket.destroy())
        return { socket, closed: once(socket, 'close') }
      })
    const each = addresses.flatMap(host => crowd(host, '127.0.0.1'))
    const left = () => each.filter(({ socket }) => !socket.closed).length
    for (const { socket } of each) socket.on('error', () => {}).resume()
    await vi.waitFor(() => expect(left()).toBe(4))
    const more = addresses.flatMap(host => crowd(host, '127.0.0.3'))
    for (const { socket } of more) socket.on('error', () => {}).resume()
    await vi.waitFor(() => expect(more.filter(({ socket }) => !socket.closed)).toHaveLength(1))
    expect(left()).toBe(4)
  })

  test.skipIf(noCertificates !== null)('a renewed certificate counts at both', async () => {
    const files = certificates()
    closing.push(() => rmSync(files.folder, { recursive: true }))
    const config = readConfig({ TLS_CERT: files.cert, TLS_KEY: files.key, HOST: '127.0.0.1' })
    const certificate = tlsOf(config, { info: () => {}, error: () => {} })!
    closing.push(certificate.close)
    const { api, open } = await listening({ tls: { cert: certificate.cert, key: certificate.key } })
    certificate.keepCurrent(api.server)
    const port = await open()
    const serial = async (host: string) => {
      const socket = tls.connect({
        host,
        port,
        ca: readFileSync(files.ca),
        checkServerIdentity: () => undefined,
      })
      await once(socket, 'secureConnect')
      const { serialNumber } = socket.getPeerCertificate()
      socket.destroy()
      return serialNumber
    }
    const before = await serial(addresses[1]!)
    expect(await serial(addresses[0]!)).toBe(before)
    files.renew()
    for (const address of addresses)
      await vi.waitFor(async () => expect(await serial(address)).not.toBe(before), {
        timeout: 20_000,
        interval: 200,
      })
  })
})

test('an address that this machine does not have is left out, unless it is the first', async () => {
  const { api } = await fakeApi()
  closing.push(() => api.close())
  await listenAt(api, 'localhost', 0, async () => ['127.0.0.1', '192.0.2.1'])
  const { port } = api.server.address() as { port: number }
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  const other = await fakeApi()
  await expect(listenAt(other.api, 'localhost', 0, async () => ['192.0.2.1'])).rejects.toThrow(
    'EADDRNOTAVAIL',
  )
})

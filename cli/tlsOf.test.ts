import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openAccess } from '../api/access/apiAccess.ts'
import { bearer, keys, securedApi } from '../api/access/test/securedApi.ts'
import { endpointOf } from '../api/test/fakeInstance.ts'
import { type Config, readConfig } from '../config/readConfig.ts'
import { buildFront } from '../supervisor/buildFront.ts'
import { frontServer, prepareFront } from './frontRules.ts'
import { type Certificates, certificates, noCertificates } from './test/certificates.ts'
import { tlsOf } from './tlsOf.ts'
import { urlOf } from './urlOf.ts'

const errors: object[] = []
const quiet = { info: () => {}, error: (details: object) => void errors.push(details) }

describe.skipIf(noCertificates !== null)(`TLS${noCertificates === null ? '' : `: ${noCertificates}`}`, () => {
  let files: Certificates
  let config: Config
  const closing: (() => unknown)[] = []
  beforeAll(() => {
    files = certificates()
    config = readConfig({ TLS_CERT: files.cert, TLS_KEY: files.key, TLS_CA: files.ca, HOST: '127.0.0.1' })
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  afterAll(() => rmSync(files.folder, { recursive: true }))

  async function secure(partitions = [0, 1, 2]) {
    const certificate = tlsOf(config, quiet)!
    closing.push(certificate.close)
    const fake = await securedApi({
      tls: { cert: certificate.cert, key: certificate.key },
      peerDeadlineMs: 20_000,
    })
    fake.instance.partitions = partitions
    certificate.keepCurrent(fake.api.server)
    await fake.api.listen({ host: '127.0.0.1', port: 0 })
    closing.push(() => fake.api.close())
    const { port } = fake.api.server.address() as { port: number }
    return { ...fake, port, url: urlOf(config, port) }
  }
  const connect = async (port: number, options: tls.ConnectionOptions) => {
    const socket = tls.connect({ host: '127.0.0.1', port, ...options })
    closing.push(() => socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }

  test('the API is asked by https, and browsers are told to come back by nothing else', async () => {
    const { url } = await secure()
    expect(url).toMatch(/^https:/)
    const answer = await fetch(`${url}/api/patients/P1`, { headers: bearer(keys.secretariat) })
    expect(await answer.json()).toMatchObject({ nom: 'Alami' })
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000')
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow()
  })

  test('nothing older than TLS 1.2', async () => {
    const { port } = await secure()
    const ca = readFileSync(files.ca)
    await expect(
      connect(port, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow()
    expect((await connect(port, { ca })).getProtocol()).toBe('TLSv1.3')
  })

  test('whoever does not know the signer does not connect', async () => {
    const { port } = await secure()
    await expect(connect(port, { ca: [] })).rejects.toThrow(/certificate/)
  })

  test('instances ask each other by https', async () => {
    const both = [await secure([0]), await secure([1, 2])]
    const peers = both.map(({ port, instance }) => endpointOf(port, instance.partitions))
    for (const { instance } of both) instance.peers = peers
    const answer = await both[0]!.api.inject({ url: '/api/rendezvous', headers: bearer(keys.secretariat) })
    expect((answer.json() as { items: unknown[] }).items).toHaveLength(2)
    const send = (i: number) =>
      both[i]!.api.inject({
        method: 'POST',
        url: '/api/patients',
        headers: { ...bearer(keys.secretariat), 'idempotency-key': 'k1' },
        payload: { nom: 'Tazi' },
      })
    await send(0)
    expect((await send(1)).headers['idempotency-replayed']).toBe('true')
  })

  test('the supervisor’s port passes on by https', async () => {
    const { port } = await secure()
    const front = await buildFront({
      applicationId: 'app',
      instances: () => [{ instance: 1, state: 'READY', pid: 1, port, restarts: 0, error: null }],
      isRestarting: () => false,
      originOf: each => urlOf(config, each),
      wholePath: '/ready',
      server: frontServer(openAccess, config, tlsOf(config, quiet)),
      prepare: app => prepareFront(app, openAccess, config, null),
    })
    closing.push(() => front.close())
    const base = await front.listen({ host: '127.0.0.1', port: 0 })
    expect(base).toMatch(/^https:/)
    const ask = (headers: Readonly<Record<string, string>>) => fetch(`${base}/api/patients/P1`, { headers })
    expect((await ask(bearer(keys.secretariat))).status).toBe(200)
    expect((await ask({})).status).toBe(401)
    expect((await fetch(`${base}/ready`)).status).toBe(200)
  })

  test('a renewed certificate counts from then on; one that cannot be used leaves the one before', async () => {
    const { port } = await secure()
    const ca = readFileSync(files.ca)
    const serial = async () => (await connect(port, { ca })).getPeerCertificate().serialNumber
    const first = await serial()
    files.renew()
    await vi.waitFor(async () => expect(await serial()).not.toBe(first), { timeout: 20_000, interval: 200 })
    const second = await serial()
    writeFileSync(files.cert, 'nonsense')
    await vi.waitFor(() => expect(errors).not.toEqual([]), { timeout: 20_000, interval: 200 })
    expect(await serial()).toBe(second)
    files.renew()
  })

  test.each([
    [
      'a certificate without its key',
      () => ({ TLS_CERT: files.cert }),
      /TLS_CERT and TLS_KEY belong together/,
    ],
    [
      'a file that is not there',
      () => ({ TLS_CERT: join(files.folder, 'none'), TLS_KEY: files.key }),
      /cannot be used: ENOENT/,
    ],
    [
      'another one’s key',
      () => ({ TLS_CERT: files.ca, TLS_KEY: files.key }),
      /the key is not that of the certificate/,
    ],
    ['a signer that is none', () => ({ TLS_CA: files.key }), /TLS_CA cannot be used/],
  ])('%s is told at the start', (_what, environment, message) => {
    expect(() => tlsOf(readConfig(environment()), quiet)).toThrow(message)
  })
})

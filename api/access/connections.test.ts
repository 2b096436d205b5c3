import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionLimits } from '../connectionLimits.ts'
import { type FakeApi, fakeApi } from '../test/fakeApi.ts'
import { bearer, keys, securedApi } from './test/securedApi.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function listening(fake: FakeApi) {
  await fake.api.listen({ host: '127.0.0.1', port: 0 })
  closing.push(() => fake.api.close())
  const { port } = fake.api.server.address() as { port: number }
  /** A connection that says what it is told to say. */
  const open = (says = '', localAddress = '127.0.0.1') => {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    const seen = { text: '', closed: false }
    socket.on('data', data => {
      seen.text += data
    })
    socket.on('close', () => {
      seen.closed = true
    })
    socket.on('error', () => {})
    if (says !== '') socket.write(says)
    closing.push(() => socket.destroy())
    return { socket, seen }
  }
  const health = async (localAddress?: string) => {
    const { socket, seen } = open(
      'GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
      localAddress,
    )
    await closed(socket)
    return seen.text.split('\r\n', 1)[0]
  }
  return { port, open, health }
}

const closed = (socket: Socket) => (socket.destroyed ? null : once(socket, 'close'))
const well = 'HTTP/1.1 200 OK'
const limited = async (connections: Partial<ConnectionLimits>) => listening(await fakeApi({ connections }))

describe('requests that take their time', () => {
  test('a head that does not end holds a connection no longer than it may; others are answered meanwhile', async () => {
    const { open, health } = await limited({ headersMs: 400 })
    const slow = Array.from({ length: 200 }, () => open('GET /health HTTP/1.1\r\nhost: localhost\r\n'))
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write('x-a: b\r\n')
    }, 50)
    closing.push(() => clearInterval(drip))
    expect(await health()).toBe(well)
    await Promise.all(slow.map(({ socket }) => closed(socket)))
    expect(slow[0]!.seen.text.split('\r\n', 1)[0]).toBe('HTTP/1.1 408 Request Timeout')
    expect(await health()).toBe(well)
  })

  test('a body that does not end, likewise', async () => {
    const { open, health } = await limited({ headersMs: 300, requestMs: 500 })
    const head =
      'POST /api/patients HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n'
    const slow = Array.from({ length: 50 }, () => open(`${head}{"nom":"`))
    expect(await health()).toBe(well)
    await Promise.all(slow.map(({ socket }) => closed(socket)))
    expect(await health()).toBe(well)
  })

  test('a connection without a request is not kept for ever', async () => {
    const { open } = await limited({ keepAliveMs: 200 })
    const { socket, seen } = open('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await closed(socket)
    expect(seen.text).toContain(well)
  })
})

describe('connections', () => {
  test('thousands of one address leave room for another', async context => {
    if (process.platform !== 'linux') context.skip('only on Linux is all of 127.0.0.0/8 this machine')
    const { open, health } = await limited({
      connections: 1_000,
      perAddress: 500,
      headersMs: 60_000,
      requestMs: 60_000,
    })
    const crowd: ReturnType<typeof open>[] = []
    for (let wave = 0; wave < 10; wave++) {
      const more = Array.from({ length: 200 }, () => open())
      await Promise.all(more.map(({ socket }) => once(socket, 'connect')))
      crowd.push(...more)
    }
    await vi.waitFor(() => expect(crowd.filter(({ seen }) => !seen.closed)).toHaveLength(500))
    expect(await health('127.0.0.2')).toBe(well)
    for (const { socket } of crowd.slice(0, 600)) socket.destroy()
    await vi.waitFor(async () => expect(await health()).toBe(well))
  })

  test('of all together there are so many, and more when they have gone', async () => {
    const { open, health } = await limited({ connections: 20 })
    const crowd = Array.from({ length: 50 }, () => open())
    await vi.waitFor(() => expect(crowd.filter(({ seen }) => seen.closed)).toHaveLength(30))
    expect(await health()).toBe('')
    for (const { socket } of crowd) socket.destroy()
    await vi.waitFor(async () => expect(await health()).toBe(well))
  })
})

describe('what is no request', () => {
  test.each([
    ['nonsense', 'nonsense\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /api/patients HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{',
      '400',
    ],
    [
      'a length and chunks',
      'POST /api/patients HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    [
      'a length that is none',
      'POST /api/patients HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n',
      '400',
    ],
    [
      'a header that is too large',
      `GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`,
      '431',
    ],
    ['a path that is too large', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, '431'],
    ['a null in a header', 'GET /health HTTP/1.1\r\nhost: local\0host\r\n\r\n', '400'],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n', '400'],
    ['a TLS handshake', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]).toString('latin1'), '400'],
  ])('%s is refused, and the next one answered', async (_what, says, status) => {
    const { open, health } = await limited({ headersMs: 1_000 })
    const { socket, seen } = open(says)
    await closed(socket)
    expect(seen.text.split(' ', 2)[1]).toBe(status)
    expect(await health()).toBe(well)
  })
})

describe('paths and cursors that are not ours', () => {
  const ids = [
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '..\\..\\x',
    '%00',
    'P1%00',
    'P1%0d%0aset-cookie:x=y',
    'a'.repeat(4_000),
    'a'.repeat(9_000),
    encodeURIComponent('é'.repeat(300)),
    encodeURIComponent('\u202eP1\ufeff'),
    encodeURIComponent('P1|R1'),
    encodeURIComponent('P1%7CR1'),
    '%ff%fe',
    '%zz',
    '__proto__',
    'constructor',
    encodeURIComponent('\u{1f600}'),
    encodeURIComponent('P\u0049\u0307'),
    "P1'%20OR%20'1'='1",
    '$%7Bjndi:ldap:%2F%2Fx%7D',
  ]
  const paths = ids.flatMap(id => [
    `/api/patients/${id}`,
    `/api/patients/${id}/dossier`,
    `/api/medecins/${id}/agenda`,
  ])

  test('of nobody they name nobody, and nothing breaks', async () => {
    const { api } = await securedApi()
    for (const url of paths) {
      const answer = await api.inject({ url, headers: bearer(keys.secretariat) })
      expect([400, 404, 414], `${url}: ${answer.body}`).toContain(answer.statusCode)
      expect(answer.headers['content-type'], url).toBe('application/problem+json')
      expect(answer.body).not.toContain('Alami')
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test('for a médecin they are not his', async () => {
    const { api } = await securedApi()
    for (const url of paths) {
      const answer = await api.inject({ url, headers: bearer(keys.medecin) })
      expect([400, 403, 404, 414], url).toContain(answer.statusCode)
    }
    // An id that has his in it is not his.
    for (const id of ['M1%7C', 'M1%00', 'm1', '%20M1', 'M1%2f', 'M1%2e'])
      expect(
        (await api.inject({ url: `/api/medecins/${id}/agenda`, headers: bearer(keys.medecin) })).statusCode,
        id,
      ).toBe(403)
  })

  test('nor does another spelling of a path find a way round', async () => {
    const { api } = await securedApi()
    for (const url of [
      '/api/Patients/P1',
      '//api/patients/P1',
      '/api//patients/P1',
      '/api/patients/P1/',
      '/api/./patients/P1',
      '/API/PATIENTS',
      '/api/patients/P1;x=1',
      '/api/%70atients/P1',
      '/internal/stores/patients/rows?limit=9',
      '/api/medecins/../patients/P1',
    ]) {
      const answer = await api.inject({ url, headers: bearer(keys.comptable) })
      expect(answer.body, url).not.toContain('M2')
      const nobody = await api.inject({ url })
      expect([401, 404], url).toContain(nobody.statusCode)
    }
  })

  test('a cursor that was not given is refused, or finds nothing that is another’s', async () => {
    const { api } = await securedApi()
    const list = async (url: string) => api.inject({ url, headers: bearer(keys.medecin) })
    const encoded = (text: string) => Buffer.from(text).toString('base64url')
    const cursors = [
      '!',
      '%00',
      'a'.repeat(7_000),
      encoded('\0'),
      encoded('M2|'),
      encoded('é'.repeat(100)),
      encoded('{"after":"R0"}'),
      encoded('__proto__'),
      '-',
      'null',
      '9e99',
    ]
    for (const path of [
      '/api/rendezvous',
      '/api/consultations',
      '/api/factures',
      '/api/medecins/M1/agenda',
      '/api/patients/P1/dossier',
    ])
      for (const cursor of cursors) {
        const answer = await list(`${path}?cursor=${cursor}`)
        expect([200, 400], `${path} ${cursor}: ${answer.body}`).toContain(answer.statusCode)
        expect(answer.body, `${path} ${cursor}`).not.toMatch(/"(M2|R2|P2|C2|F2)"/)
      }
  })
})

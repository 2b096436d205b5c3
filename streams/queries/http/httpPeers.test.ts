import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { Question } from '../question.ts'
import { HttpPeers, type HttpPeersOptions } from './httpPeers.ts'

const question: Question = { kind: 'keys', store: 's', partitions: [0], standby: false, keys: ['é'] }
const reply = { sources: [], rows: [['é', '"ü"']], next: null, count: 0 }

const closing: (() => unknown)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An instance that answers so, and how it is asked. */
async function asked(listener: RequestListener, options: HttpPeersOptions = {}) {
  const server: Server = createServer(listener)
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const peers = new HttpPeers(options)
  closing.push(
    () => peers.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const endpoint = { host: '127.0.0.1', port: (server.address() as { port: number }).port }
  return {
    server,
    connections: () => connections,
    ask: (signal = new AbortController().signal) => peers.ask(endpoint, question, signal),
  }
}

const answering: RequestListener = async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = JSON.parse(Buffer.concat(chunks).toString())
  if (JSON.stringify(body) !== JSON.stringify(question)) response.writeHead(400)
  response.end(JSON.stringify(reply))
}

describe('an instance over HTTP', () => {
  test('is asked over connections that are kept, of which there are no more than so many', async () => {
    const { ask, connections } = await asked(answering, { sockets: 2 })
    for (let i = 0; i < 5; i++) expect(await ask()).toEqual(reply)
    expect(connections()).toBe(1)
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(connections()).toBe(2)
  })

  test('sends what it is told to with every question', async () => {
    const seen: unknown[] = []
    const { ask } = await asked(
      (request, response) => {
        seen.push(request.headers.authorization, request.url, request.method)
        response.end(JSON.stringify(reply))
      },
      { headers: () => ({ authorization: 'Bearer x' }), path: '/elsewhere' },
    )
    await ask()
    expect(seen).toEqual(['Bearer x', '/elsewhere', 'POST'])
  })

  test('is asked again where it closed a kept connection at that moment, and only then', async () => {
    let requests = 0
    const { ask, server } = await asked((request, response) => {
      requests++
      // The second comes over the connection of the first, which ends without an answer.
      if (requests === 2) request.socket.resetAndDestroy()
      else response.end(JSON.stringify(reply))
    })
    await ask()
    expect(await ask()).toEqual(reply)
    expect(requests).toBe(3)
    server.removeAllListeners('request')
    server.on('request', request => {
      requests++
      request.socket.resetAndDestroy()
    })
    await expect(ask()).rejects.toThrow()
    expect(requests).toBe(5)
  })

  test('is given up when the question is', async () => {
    const { ask } = await asked(() => {})
    const end = new AbortController()
    const answer = ask(end.signal)
    end.abort()
    await expect(answer).rejects.toThrow()
  })

  test('that refuses, answers nonsense, or too much, gives no answer', async () => {
    for (const [status, body] of [
      [503, JSON.stringify(reply)],
      [200, 'nonsense'],
      [200, JSON.stringify(reply).padEnd(2_000)],
    ] as const) {
      const { ask } = await asked((_request, response) => response.writeHead(status).end(body), {
        maxBytes: 1_000,
      })
      await expect(ask()).rejects.toThrow()
    }
  })

  test('that is not there gives no answer', async () => {
    const { ask, server } = await asked(answering)
    await new Promise(resolve => server.close(resolve))
    await expect(ask()).rejects.toThrow('ECONNREFUSED')
  })
})

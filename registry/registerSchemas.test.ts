import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { eventTypes } from '../events/schemas/dataSchema.ts'
import { registerSchemas } from './registerSchemas.ts'

interface Asked {
  readonly subject: string
  readonly body: { readonly schemaType: string; readonly schema: string }
  readonly request: IncomingMessage
}

/** A registry as far as we ask it: it keeps schemas by subject, gives each an id, and refuses what is no JSON Schema. */
class Registry {
  readonly subjects = new Map<string, string[]>()
  readonly asked: Asked[] = []
  /** Answers with this status first, so many times. */
  trouble: { status: number | 'hang-up'; times: number } = { status: 500, times: 0 }
  readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const match = /^\/registry\/subjects\/([^/]+)\/versions$/.exec(request.url ?? '')
      const answer = (status: number, body: object) => {
        response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' })
        response.end(JSON.stringify(body))
      }
      if (request.method !== 'POST' || !match)
        return answer(404, { error_code: 404, message: 'HTTP 404 Not Found' })
      const body = JSON.parse(Buffer.concat(chunks).toString())
      this.asked.push({ subject: match[1]!, body, request })
      const { status, times } = this.trouble
      if (times > 0) {
        this.trouble = { status, times: times - 1 }
        if (status === 'hang-up') return request.socket.destroy()
        return answer(status, { error_code: status, message: 'trouble' })
      }
      const known = this.subjects.get(match[1]!) ?? []
      if (!known.includes(body.schema)) known.push(body.schema)
      this.subjects.set(match[1]!, known)
      return answer(200, { id: known.indexOf(body.schema) + 1 })
    })
  })

  async url(user = ''): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve))
    return `http://${user}127.0.0.1:${(this.server.address() as AddressInfo).port}/registry/`
  }
}

describe('the schemas in a registry', () => {
  const registry: Registry[] = []
  afterEach(() => {
    for (const { server } of registry.splice(0)) server.close().closeAllConnections()
  })
  function start() {
    const lines: { details: object; message: string }[] = []
    const tell = (details: object, message: string) => void lines.push({ details, message })
    const own = new Registry()
    registry.push(own)
    const stop = new AbortController()
    const register = (url: string) =>
      registerSchemas({
        url,
        logger: { info: tell, warn: tell, error: tell },
        signal: stop.signal,
        firstDelayMs: 1,
      })
    return { own, lines, register, stop }
  }

  test('are there after it, one subject an event; again changes nothing', async () => {
    const { own, lines, register } = start()
    const url = await own.url('us%40er:p%3Aw@')
    await register(url)
    await register(url)
    expect([...own.subjects.keys()]).toEqual(eventTypes.map(type => `${type}-value`))
    expect([...own.subjects.values()].every(({ length }) => length === 1)).toBe(true)
    const { body, request } = own.asked[0]!
    expect(body.schemaType).toBe('JSON')
    expect(JSON.parse(body.schema)).toMatchObject({ title: 'patient.created', type: 'object' })
    expect(request.headers.authorization).toBe(`Basic ${Buffer.from('us@er:p:w').toString('base64')}`)
    expect(lines.at(-1)).toMatchObject({
      message: 'schemas are registered',
      details: { registered: eventTypes.length },
    })
    expect(JSON.stringify(lines)).not.toContain('p:w')
  })

  test.each([503, 429, 'hang-up'] as const)('are asked for again while it answers %s', async status => {
    const { own, lines, register } = start()
    own.trouble = { status, times: 4 }
    await register(await own.url())
    expect(own.subjects.size).toBe(eventTypes.length)
    expect(lines.filter(({ message }) => message.includes('asking again'))).toHaveLength(4)
  })

  test('that it refuses are told of and left out; the others are there', async () => {
    const { own, lines, register } = start()
    own.trouble = { status: 409, times: 1 }
    await register(await own.url())
    expect(own.subjects.size).toBe(eventTypes.length - 1)
    expect(lines[0]).toMatchObject({
      message: expect.stringContaining('refuses a schema'),
      details: { type: 'patient.created', why: expect.stringContaining('409') },
    })
  })

  test('are given up at the signal, also while it waits', async () => {
    const { lines, register, stop } = start()
    const done = register('http://127.0.0.1:1/')
    while (lines.length === 0) await new Promise(resolve => setImmediate(resolve))
    stop.abort()
    await done
    expect(lines.at(-1)!.message).toContain('asking again')
  })
})

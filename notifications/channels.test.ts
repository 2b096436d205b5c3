import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { logChannel } from './logChannel.ts'
import type { Message } from './message.ts'
import { smtpChannel } from './smtpChannel.ts'
import { signatureOf, webhookChannel } from './webhookChannel.ts'

const message: Message = {
  eventId: '0f0e1a52-0000-4000-8000-000000000001',
  recipient: 'PAT-1',
  canal: 'EMAIL',
  modele: 'confirmation',
  email: 'salma@example.ma',
  telephone: null,
  subject: 'Votre rendez-vous est confirmé',
  text: 'Bonjour,\n\nà demain\n',
  tries: 0,
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

describe('webhook', () => {
  async function server(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
    const http = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      answer(request, response, body)
    }).listen(0, '127.0.0.1')
    await once(http, 'listening')
    closing.push(() => {
      http.closeAllConnections()
      http.close()
    })
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`
  }
  const send = (url: string, timeoutMs = 5_000) =>
    webhookChannel({ url, secret: 'a secret of eight', timeoutMs, now: () => 1_700_000_000_123 }).send(
      message,
    )

  test('posts the message with its idempotency key, signed', async () => {
    const seen = Promise.withResolvers<{ headers: IncomingMessage['headers']; body: string }>()
    const url = await server((request, response, body) => {
      seen.resolve({ headers: request.headers, body })
      response.writeHead(202).end()
    })
    await send(url)
    const { headers, body } = await seen.promise
    expect(headers['idempotency-key']).toBe(message.eventId)
    expect(headers['x-cabinet-signature']).toBe(signatureOf('a secret of eight', 1_700_000_000, body))
    expect(JSON.parse(body)).toEqual(message)
  })

  test.each([
    [500, false],
    [503, false],
    [429, false],
    [408, false],
    [400, true],
    [404, true],
    [302, true],
  ])('an answer of %i: final %s', async (status, isFinal) => {
    const url = await server((_, response) =>
      response.writeHead(status, { location: '/', 'retry-after': '7' }).end(),
    )
    await expect(send(url)).rejects.toMatchObject({ code: `WEBHOOK_${status}`, isFinal, retryAfterMs: 7_000 })
  })

  test('no answer in time, or nobody there, is tried again', async () => {
    const silent = await server(() => {})
    await expect(send(silent, 100)).rejects.toMatchObject({ code: 'WEBHOOK_TIMEOUT', isFinal: false })
    await expect(send('http://127.0.0.1:1/hook')).rejects.toMatchObject({ isFinal: false })
  })
})

describe('smtp', () => {
  async function server(options: SMTPServerOptions) {
    const smtp = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], ...options })
    const listening = smtp.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    closing.push(() => new Promise<void>(done => smtp.close(done)))
    return `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`
  }
  const send = (url: string, to: Partial<Message> = {}) =>
    smtpChannel({ url, from: 'Cabinet <cabinet@example.ma>', timeoutMs: 2_000 }).send({ ...message, ...to })

  const refuse = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

  test('writes to the address, with a Message-ID of the event', async () => {
    const mail = Promise.withResolvers<{ to: string; text: string }>()
    const url = await server({
      async onData(stream, session, done) {
        let text = ''
        for await (const chunk of stream) text += chunk
        mail.resolve({ to: session.envelope.rcptTo[0]!.address, text })
        done()
      },
    })
    await send(url)
    const { to, text } = await mail.promise
    expect(to).toBe('salma@example.ma')
    expect(text).toContain(`Message-ID: <${message.eventId}@example.ma>`)
    expect(text).toContain('From: Cabinet <cabinet@example.ma>')
  })

  test('a temporary refusal is tried again, a mailbox that does not exist is final; neither names the address', async () => {
    const url = await server({
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('gone') ? refuse(550, `no ${address}`) : refuse(451, `later ${address}`)),
    })
    await expect(send(url)).rejects.toMatchObject({ code: 'SMTP_451', isFinal: false })
    const error = await send(url, { email: 'gone@example.ma' }).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'SMTP_550', isFinal: true })
    expect((error as Error).message).not.toContain('gone@')
  })

  test('an address cannot bring headers or further recipients along', async () => {
    const rcpt: string[] = []
    const url = await server({
      onRcptTo: ({ address }, _, done) => {
        rcpt.push(address)
        done()
      },
    })
    await send(url, { email: 'a@example.ma\r\nRCPT TO:<b@example.ma>' }).catch(() => {})
    await send(url, { email: 'a@example.ma, b@example.ma' }).catch(() => {})
    expect(rcpt).not.toContain('b@example.ma')
  })

  test('nobody there is tried again', async () => {
    await expect(send('smtp://127.0.0.1:1')).rejects.toMatchObject({ isFinal: false })
  })

  test('reaches only who has an address', () => {
    const channel = smtpChannel({ url: 'smtp://127.0.0.1:1', from: 'a@example.ma', timeoutMs: 1 })
    expect([channel.reaches(message), channel.reaches({ ...message, email: null })]).toEqual([true, false])
  })
})

test('the log has ids, and nothing of the person', async () => {
  const lines: object[] = []
  await logChannel(line => lines.push(line)).send(message)
  expect(lines).toMatchObject([{ eventId: message.eventId, recipient: 'PAT-1', modele: 'confirmation' }])
  expect(JSON.stringify(lines)).not.toContain('salma')
})

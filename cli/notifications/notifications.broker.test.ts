import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { connectKafka, type Kafka } from 'millrace'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Publisher } from '../../api/commands/publisher.ts'
import { silentProgress } from '../../broker/progress.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { type DeadLetterView, readDeadLetters } from '../../notifications/test/readDeadLetters.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'

const root = join(import.meta.dirname, '..', '..')
const patience = 120_000

/** The worker as a process, real servers on the other side, a Kafka of its own. */
describeWithBroker('the notifications worker', () => {
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let kafka: Kafka
  let cabinet: { url: string; close: () => void }
  const erased = new Set<string>()
  const folders: string[] = []
  const workers: ChildProcess[] = []

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    kafka = await connectKafka({ brokers: broker.brokers, clientId: 'test' })
    // The query API, as far as it is asked.
    cabinet = await serve((path, response) => {
      const [, id] = /^\/api\/patients\/(.+)$/.exec(path) ?? []
      const isErased = erased.has(id ?? '')
      const row = {
        patientId: id,
        nom: isErased ? null : 'Tazi',
        prenom: isErased ? null : 'Salma',
        email: isErased ? null : `${id}@example.ma`,
        telephone: null,
        supprimeLe: isErased ? '2026-01-01T00:00:00Z' : null,
      }
      response.writeHead(id === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(row))
    })
  }, patience)
  afterAll(async () => {
    for (const worker of workers)
      if (worker.exitCode === null && worker.signalCode === null) worker.kill('SIGKILL')
    cabinet?.close()
    await kafka?.close()
    await broker?.stop()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  /** Starts it; again with the same settings after a kill. */
  async function settingsOf(applicationId: string, more: Record<string, string>) {
    const stateDir = await mkdtemp(join(tmpdir(), 'cabinet-'))
    folders.push(stateDir)
    return {
      ...process.env,
      KAFKA_BROKERS: broker.brokers.join(),
      APPLICATION_ID: applicationId,
      STATE_DIR: stateDir,
      CABINET_URL: cabinet.url,
      NOTIFICATION_TIMEOUT_MS: '1000',
      NOTIFICATION_RETRY_MS: '200',
      LOG_LEVEL: 'silent',
      LOG_FORMAT: 'json',
      ...more,
    }
  }
  async function start(env: NodeJS.ProcessEnv) {
    const worker = spawn(process.execPath, ['cli/main.ts', 'notifications', '--json'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    workers.push(worker)
    const [line] = (await once(createInterface({ input: worker.stdout! }), 'line')) as [string]
    return { worker, url: (JSON.parse(line) as { url: string }).url }
  }

  const idOf = (recipient: string, i: number) =>
    `${recipient.padStart(8, '0').slice(-8)}-0000-4000-8000-${String(i).padStart(12, '0')}`
  const ask = (recipients: readonly string[], count: number) =>
    new Publisher(kafka).publish(
      Array.from({ length: count }, (_, i) => i).flatMap(i =>
        recipients.map(destinataire => ({
          topic: 'notification.requested',
          key: destinataire,
          value: JSON.stringify({
            eventId: idOf(destinataire, i),
            eventType: 'notification.requested',
            timestamp: new Date().toISOString(),
            version: '1.0',
            data: { destinataire, canal: 'EMAIL', modele: 'confirmation', donnees: { numero: i } },
          }),
          timestamp: Date.now(),
        })),
      ),
    )

  test(
    'by SMTP: through refusals, each once and in its recipient’s order; a dead letter after the last try; nothing to the erased',
    async () => {
      const mails: { to: string; id: string }[] = []
      const refused = new Map<string, number>()
      let isFull = true
      const smtp = new SMTPServer({
        disabledCommands: ['AUTH', 'STARTTLS'],
        onRcptTo({ address }, _, done) {
          const times = (refused.get(address) ?? 0) + 1
          refused.set(address, times)
          const refuse = (responseCode: number) => done(Object.assign(new Error('no'), { responseCode }))
          if (isFull && address.startsWith('1000000')) refuse(452)
          else if (times <= 2) refuse(451)
          else done()
        },
        async onData(stream, session, done) {
          let text = ''
          for await (const chunk of stream) text += chunk
          const [, id = ''] = /^Message-ID: <(.+)@/im.exec(text) ?? []
          mails.push({ to: session.envelope.rcptTo[0]!.address.split('@')[0]!, id })
          done()
        },
      })
      const listening = smtp.listen(0, '127.0.0.1')
      await once(listening, 'listening')
      const port = (listening.address() as AddressInfo).port
      erased.add('20000000')
      const settings = await settingsOf('smtp', {
        NOTIFICATION_CHANNEL: 'smtp',
        NOTIFICATION_TRIES: '4',
        SMTP_URL: `smtp://127.0.0.1:${port}`,
        SMTP_FROM: 'Cabinet <cabinet@example.ma>',
      })
      const { worker, url } = await start(settings)
      const good = ['10', '11', '12', '13', '14']
      await ask([...good, '10000000', '20000000'], 3)
      await until(() => mails.length >= 15)
      const letters = await settled(
        () => readDeadLetters(kafka),
        seen => seen.length >= 3,
      )

      for (const recipient of good)
        expect(mails.filter(({ to }) => to === recipient).map(({ id }) => id)).toEqual(
          [0, 1, 2].map(i => idOf(recipient, i)),
        )
      expect(mails).toHaveLength(15)
      expect(letters.map(({ key }) => key)).toEqual(['10000000', '10000000', '10000000'])
      expect(letters.map(({ headers }) => headers['dlq.error'])).toEqual(['SMTP_452', 'SMTP_452', 'SMTP_452'])
      expect(letters.map(eventIdOf)).toEqual([0, 1, 2].map(i => idOf('10000000', i)))
      expect(refused.has('20000000@example.ma')).toBe(false)

      const metrics = await (await fetch(`${url}/metrics`)).text()
      expect(metrics).toContain('notification_sent_total{channel="smtp"} 15')
      expect(metrics).toContain('notification_nothing_total{reason="ERASED"} 3')
      expect((await fetch(`${url}/ready`)).status).toBe(200)

      // Once there is room in the mailbox again.
      isFull = false
      const replay = spawn(process.execPath, ['cli/main.ts', 'dlq', 'replay', '--all', '--json'], {
        cwd: root,
        env: settings,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      expect((await once(replay, 'exit'))[0]).toBe(0)
      await until(() => mails.length >= 18)
      expect(mails.slice(15)).toEqual([0, 1, 2].map(i => ({ to: '10000000', id: idOf('10000000', i) })))
      worker.kill('SIGTERM')
      expect((await once(worker, 'exit'))[0]).toBe(0)
      await new Promise<void>(done => smtp.close(done))
    },
    patience,
  )

  test(
    'by webhook, killed with -9 in between: all arrive; twice only what was on its way, one a recipient at most',
    async () => {
      const recipients = Array.from({ length: 20 }, (_, i) => `3${String(i).padStart(2, '0')}`)
      const came: { id: string; recipient: string; phase: number }[] = []
      let phase = 0
      const isOpen: ServerResponse[] = []
      const hook = await serve((_, response, headers, body) => {
        const { recipient } = JSON.parse(body) as { recipient: string }
        // Those of the test before are in the topic too.
        if (!recipients.includes(recipient)) {
          response.writeHead(200).end()
          return
        }
        came.push({ id: String(headers['idempotency-key']), recipient, phase })
        // From some moment on it takes what it gets and does not answer any more: the worker cannot know.
        if (phase === 0 && came.length > 60) isOpen.push(response)
        else response.writeHead(200).end()
      })
      const settings = await settingsOf('hook', {
        NOTIFICATION_CHANNEL: 'webhook',
        NOTIFICATION_CONCURRENCY: '8',
        NOTIFICATION_TIMEOUT_MS: '4000',
        WEBHOOK_URL: hook.url,
      })
      const first = await start(settings)
      await ask(recipients, 8)
      await until(() => isOpen.length >= 2)
      first.worker.kill('SIGKILL')
      await once(first.worker, 'exit')
      phase = 1
      const second = await start(settings)
      await until(() => new Set(came.map(({ id }) => id)).size === 160)
      // What is on its way a second time comes after the claims of the first life, which are over by now.
      await until(async () =>
        /^notification_waiting_recipients 0$/m.test(await (await fetch(`${second.url}/metrics`)).text()),
      )

      const twice = [...Map.groupBy(came, ({ id }) => id).values()].filter(({ length }) => length > 1)
      expect(twice.length).toBeGreaterThan(0)
      expect(twice.every(({ length }) => length === 2)).toBe(true)
      const concerned = twice.map(([each]) => each!.recipient)
      expect(new Set(concerned).size).toBe(concerned.length)
      expect(twice.length).toBeLessThanOrEqual(8)
      for (const recipient of recipients) {
        const own = came.filter(each => each.recipient === recipient).map(({ id }) => id)
        expect([...new Set(own)]).toEqual(Array.from({ length: 8 }, (_, i) => idOf(recipient, i)))
      }
      second.worker.kill('SIGTERM')
      expect((await once(second.worker, 'exit'))[0]).toBe(0)
      hook.close()
    },
    patience,
  )
})

const eventIdOf = ({ value }: DeadLetterView) => (JSON.parse(value) as { eventId: string }).eventId

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + patience / 2
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('Not reached')
    await setTimeout(50)
  }
}

async function settled<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  let seen = await look()
  await until(async () => {
    seen = await look()
    return holds(seen)
  })
  return seen
}

async function serve(
  answer: (
    path: string,
    response: ServerResponse,
    headers: NodeJS.Dict<string | string[]>,
    body: string,
  ) => void,
) {
  const http = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    answer(request.url!, response, request.headers, body)
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => {
      http.closeAllConnections()
      http.close()
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { silentProgress } from '../../broker/progress.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { BrokerFixture } from '../../streams/testing/brokerFixture.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'
import { CommandOutbox, type OutboxStatus } from './commandOutbox.ts'
import { silent } from './test/entries.ts'

/** A gateway as a process of its own, on a Kafka that goes and comes back. The tests tell one story and need their order. */
describeWithBroker('the outbox on a real Kafka', () => {
  const shared = process.env.KAFKA_BROKERS
  let broker: Awaited<ReturnType<typeof startOwn>>
  let fixture: BrokerFixture
  let folder: string
  let gateway: ChildProcess
  let url: string
  const asked: string[] = []

  beforeAll(async () => {
    broker = await startOwn()
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    folder = await fixture.stateDir()
    const topic = { partitions: 3, replicationFactor: 1, configs: {} }
    await fixture.kafka.createTopics(
      ['patient.created', 'patient.updated', 'rendezvous.created'].map(name => ({ name, ...topic })),
    )
    await start()
  })
  afterAll(async () => {
    if (gateway?.exitCode === null && gateway.signalCode === null) await ended('SIGKILL')
    await fixture?.close()
    await broker?.stop()
    process.env.KAFKA_BROKERS = shared
  })

  async function start(): Promise<void> {
    const module = join(import.meta.dirname, 'test', 'gateway.ts')
    gateway = spawn(process.execPath, [module, folder, broker.brokers.join(), 'outbox-test'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(gateway.stdout!, 'data')
    url = String(line).trim()
  }

  async function ended(signal: NodeJS.Signals): Promise<void> {
    const exit = once(gateway, 'exit')
    gateway.kill(signal)
    await exit
  }

  async function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const content = (await answer.json()) as { id: string; eventId: string; status: string }
    if (answer.status === 202) asked.push(content.eventId)
    return { status: answer.status, body: content }
  }

  const status = async () => (await (await fetch(`${url}/api/outbox`)).json()) as OutboxStatus
  const drained = () =>
    fixture.until(
      () => status().catch(() => null),
      each => each?.records === 0 && each.state === 'idle',
      60_000,
    )
  const topics = ['patient.created', 'patient.updated', 'rendezvous.created']
  const written = async () =>
    (await Promise.all(topics.map(topic => fixture.read(topic))))
      .flat()
      .map(({ value }) => (JSON.parse(value!) as { eventId: string }).eventId)

  /** A transaction that was committed shows a moment later. */
  const published = () => fixture.until(written, events => events.length >= asked.length)

  test('with Kafka there, commands are published at once', async () => {
    expect(await post('/api/patients', { patientId: 'P0', nom: '0' })).toMatchObject({
      status: 202,
      body: { status: 'published' },
    })
    expect(await status()).toMatchObject({ state: 'idle', records: 0 })
  })

  test('while Kafka is away they are kept, also through a kill -9; when it is back they are sent, once', async () => {
    await broker.control.shutDown()
    for (let i = 1; i <= 20; i++)
      expect(await post('/api/patients', { patientId: 'P', nom: String(i) })).toMatchObject({
        status: 202,
        body: { status: 'kept' },
      })
    const key = { 'idempotency-key': 'once' }
    const first = await post('/api/rendezvous', { patientId: 'P', medecinId: 'M' }, key)
    await fixture.until(status, ({ lastError }) => lastError !== null)
    expect(await status()).toMatchObject({ state: 'waiting', records: 21 })
    const health = (await (await fetch(`${url}/health`)).json()) as { outbox: OutboxStatus }
    expect(health.outbox).toMatchObject({ records: 21, lastError: expect.stringContaining('Kafka') })
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('cabinet_outbox_records 21')

    await ended('SIGKILL')
    await broker.control.restart()
    await start()
    // A repeat is known from the disk, sent by now or not.
    const again = await post('/api/rendezvous', { patientId: 'P', medecinId: 'M' }, key)
    expect(again.body).toEqual(first.body)
    asked.pop()
    expect((await post('/api/rendezvous', { patientId: 'Q', medecinId: 'M' }, key)).status).toBe(422)
    await drained()
    const events = await published()
    expect([...events].sort()).toEqual([...asked].sort())
    const names = (await fixture.read('patient.created')).map(
      ({ value }) => (JSON.parse(value!) as { data: { nom: string } }).data.nom,
    )
    expect(names.filter(nom => nom !== '0')).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)))
  })

  test('killed again and again while it sends, it sends each once', async () => {
    await broker.control.shutDown()
    await post('/api/patients', { patientId: 'P', nom: 'x' })
    for (let round = 0; round < 12; round++)
      await Promise.all(
        Array.from({ length: 250 }, (_, i) =>
          post('/api/patients', { patientId: `P${round}-${i}`, nom: 'x' }),
        ),
      )
    await ended('SIGKILL')
    await broker.control.restart()
    let left = 3_001
    for (let kills = 0; left > 0; kills++) {
      await start()
      if (kills === 3) await drained()
      // Looked at as fast as it goes: the kill comes anywhere in a transaction.
      else await fixture.until(status, ({ records }) => records < left, 60_000)
      left = (await status()).records
      await ended('SIGKILL')
    }
    const events = await published()
    expect(new Set(events).size).toBe(events.length)
    expect([...events].sort()).toEqual([...asked].sort())
  }, 180_000)

  test('sends directly again when it is empty', async () => {
    await start()
    await drained()
    expect((await post('/api/patients', { patientId: 'P', nom: 'last' })).body.status).toBe('published')
    await ended('SIGTERM')
    expect(gateway.exitCode).toBe(0)
  })

  test('what nobody has any more is sent by whoever opens it', async () => {
    await start()
    await broker.control.shutDown()
    const { body } = await post('/api/patients', { patientId: 'P', nom: 'left' })
    expect(body.status).toBe('kept')
    await ended('SIGKILL')
    await broker.control.restart()
    const { kafka } = fixture
    const limits = { maxRecords: 1, maxBytes: 1 << 20 }
    const left = await CommandOutbox.open({
      folder,
      ...limits,
      kafka,
      applicationId: 'outbox-test',
      log: silent,
    })
    await left.emptied(AbortSignal.timeout(30_000))
    await left.close()
    expect((await published()).filter(each => each === body.eventId)).toHaveLength(1)
  })
})

function startOwn() {
  return startTestBroker({ own: true, progress: silentProgress })
}

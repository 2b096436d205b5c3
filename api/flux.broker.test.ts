import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { twoFreePorts } from '../broker/ports.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { type CabinetApp, startCabinet } from '../cli/cabinetApp.ts'
import { readConfig } from '../config/readConfig.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { describeWithBroker } from '../test/setup/broker.ts'
import { FluxSocket } from './test/fluxSocket.ts'

type Row = Readonly<Record<string, unknown>>

/** The cabinet on a Kafka of its own, and whoever follows it. The tests tell one story and need their order. */
describeWithBroker('the feed of the cabinet on a real Kafka', () => {
  const applicationId = `flux-${randomUUID().slice(0, 8)}`
  const shared = process.env.KAFKA_BROKERS
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let fixture: BrokerFixture
  let ports: readonly [number, number]
  let app: CabinetApp
  let other: CabinetApp
  const follower = new FluxSocket()
  let posted = 0

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    ports = await twoFreePorts()
    app = await start(ports[0])
    await fixture.until(ready(app), status => status === 200)
  })
  afterAll(async () => {
    follower.cut()
    await other?.stop()
    await app?.stop()
    await fixture?.close()
    await broker?.stop()
    process.env.KAFKA_BROKERS = shared
  })

  async function start(port: number, env: Record<string, string> = {}): Promise<CabinetApp> {
    const config = readConfig({
      APPLICATION_ID: applicationId,
      PORT: String(port),
      STATE_DIR: await fixture.stateDir(),
      COMMIT_INTERVAL_MS: '20',
      SESSION_TIMEOUT_MS: '3000',
      FLUX_HEARTBEAT_MS: '2000',
      ...env,
    })
    return startCabinet({ config, brokers: broker.brokers, logger: pino({ level: 'silent' }) })
  }

  const changelogOf = (store: string) => `${applicationId}-${store}-changelog`
  const ready = (of: CabinetApp) => async () => (await fetch(`${of.url}/ready`)).status
  const until = <T>(look: () => Promise<T> | T, holds: (seen: T) => boolean) =>
    fixture.until(look, holds, 30_000)

  async function post(path: string, body: object, to = app): Promise<void> {
    const answer = await fetch(`${to.url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 202) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }

  /** A rendezvous at a free time. */
  async function rendezvous(patientId = 'P1', to = app): Promise<string> {
    const rendezVousId = `R${posted++}`
    const dateRendezVous = new Date(Date.UTC(2027, 0, 1) + posted * 3_600_000).toISOString()
    await post('rendezvous', { rendezVousId, patientId, medecinId: 'M1', dateRendezVous }, to)
    return rendezVousId
  }

  async function list(path: string, from = app): Promise<ReadonlyMap<string, Row>> {
    const answer = await fetch(`${from.url}/api/${path}${path.includes('?') ? '&' : '?'}limit=500`)
    const { items = [] } = (await answer.json()) as { items?: Row[] }
    return new Map(items.map(row => [String(row.rendezVousId), row]))
  }

  /** Until all that was asked for is decided. */
  const settled = () =>
    until(
      async () => [...(await list('rendezvous')).values()],
      rows => rows.length === posted && rows.every(({ statut }) => statut === 'ACCEPTE'),
    )

  /** Until the table is what the API says. */
  async function agrees(socket: FluxSocket, path = 'rendezvous', from = app): Promise<void> {
    await settled()
    const rows = sorted(await list(path, from))
    await until(
      () => sorted(socket.table),
      table => table === rows,
    )
  }
  const sorted = (rows: ReadonlyMap<string, Row>) =>
    JSON.stringify([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))

  test('rows are told, then their changes, as the API shows them', async () => {
    await post('medecins', { medecinId: 'M1', nom: 'Dr A', tarif: 150 })
    await post('patients', { patientId: 'P1', nom: 'Alami' })
    await post('patients', { patientId: 'P2', nom: 'Bennani' })
    const first = await rendezvous()
    await until(
      () => list('rendezvous'),
      rows => rows.get(first)?.statut === 'ACCEPTE',
    )
    await follower.connect(app.url)
    follower.send({ type: 'subscribe', id: 's', view: 'rendezvous' })
    await until(
      () => follower.token,
      token => token !== null,
    )
    expect(follower.told.filter(({ type }) => type !== 'heartbeat')).toMatchObject([
      { type: 'snapshot', id: 's', reason: 'new' },
      { type: 'rows', rows: [{ key: first, value: { rendezVousId: first, statut: 'ACCEPTE' } }] },
      { type: 'live', token: follower.token },
    ])
    for (let i = 0; i < 10; i++) await rendezvous(i % 2 === 0 ? 'P1' : 'P2')
    await agrees(follower)
    expect(follower.changes.length).toBeGreaterThanOrEqual(10)
    const configs = await fixture.kafka.topicConfigs([changelogOf('rendezvous')])
    expect([...configs.values()][0]!.get('min.compaction.lag.ms')).toBe('3600000')
  })

  test('a heartbeat carries the tokens; a wrong frame is told what is wrong, and harms nobody', async () => {
    await until(
      () => follower.told.some(({ type, tokens }) => type === 'heartbeat' && tokens?.s !== undefined),
      Boolean,
    )
    const client = await new FluxSocket().connect(app.url, ['millrace', 'bearer.x'])
    expect(client.protocol).toBe('millrace')
    for (const frame of [
      'no json',
      { type: 'subscribe', id: 'a', view: 'nothing' },
      { type: 'subscribe', id: 'b', view: 'rendezvous', where: { motif: 'x' } },
      { type: 'subscribe', id: 'c', view: 'rendezvous', resume: 'x'.repeat(50) },
      { type: 'subscribe', id: 'd', topics: ['cabinet.dlq'] },
      { type: 'subscribe', id: 'e' },
      { type: 'subscribe', view: 'rendezvous' },
      { type: 'unsubscribe', id: 7 },
    ])
      client.send(frame)
    const errors = await until(
      () => client.told.filter(({ type }) => type === 'error'),
      found => found.length === 8,
    )
    expect(errors.map(({ id, problem }) => [id, problem?.status])).toEqual([
      [undefined, 400],
      ...['a', 'b', 'c', 'd', 'e'].map(id => [id, 400]),
      [undefined, 400],
      [undefined, 400],
    ])
    expect(errors[1]!.problem!.detail).toContain('There are: patients, medecins, rendezvous')
    client.send({ type: 'subscribe', id: 's', view: 'patients', where: { patientId: 'P1' } })
    await until(() => client.token, Boolean)
    expect([...client.table]).toEqual([['P1', expect.objectContaining({ nom: 'Alami' })]])
    client.send({ type: 'unsubscribe', id: 's' })
    await until(
      () => client.told.at(-1),
      told => told?.type === 'closed' && told.reason === 'unsubscribed',
    )
    client.send('x'.repeat(70_000))
    await until(() => client.closed, Boolean)
    expect(client.closed).toBe(1009)
    expect(follower.closed).toBeNull()
  })

  test('who was cut off goes on at the other instance, while partitions move: nothing is missing, nothing comes twice', async () => {
    follower.told = []
    other = await start(ports[1])
    const narrowed = await new FluxSocket().connect(app.url)
    narrowed.send({ type: 'subscribe', id: 's', view: 'rendezvous', where: { patientId: 'P2' } })
    await until(() => narrowed.token, Boolean)
    for (let i = 0; i < 30; i++) {
      await rendezvous(i % 2 === 0 ? 'P1' : 'P2', i % 2 === 0 ? app : other)
      if (i % 6 !== 5) continue
      const to = i % 12 === 5 ? other : app
      for (const each of [follower, narrowed]) each.cut()
      await follower.connect(to.url)
      follower.send({ type: 'subscribe', id: 's', view: 'rendezvous', resume: follower.token })
      await narrowed.connect(to.url)
      narrowed.send({
        type: 'subscribe',
        id: 's',
        view: 'rendezvous',
        where: { patientId: 'P2' },
        resume: narrowed.token,
      })
    }
    await agrees(follower)
    await agrees(narrowed, 'rendezvous?patientId=P2')
    expect(follower.types()).not.toContain('snapshot')
    expect(narrowed.types().filter(type => type === 'snapshot')).toHaveLength(1)
    narrowed.cut()
    const changes = (await recordsOf('rendezvous')).filter(({ key }) => key !== 'R0')
    expect(byKey(follower.changes)).toEqual(byKey(changes))
  }, 120_000)

  test('an instance that stops says so; whoever resumes at the other has lost nothing', async () => {
    follower.cut()
    follower.told = []
    await follower.connect(other.url)
    follower.send({ type: 'subscribe', id: 's', view: 'rendezvous', resume: follower.token })
    await until(() => follower.types().includes('live'), Boolean)
    await other.stop()
    await until(() => follower.closed, Boolean)
    expect(follower.closed).toBe(1001)
    expect(follower.told.at(-1)).toMatchObject({ type: 'closed', id: 's', reason: 'stopping' })
    for (let i = 0; i < 5; i++) await rendezvous()
    follower.told = []
    await follower.connect(app.url)
    follower.send({ type: 'subscribe', id: 's', view: 'rendezvous', resume: follower.token })
    await agrees(follower)
    expect(follower.types()).not.toContain('snapshot')
  }, 60_000)

  test('a token that is older than the window gets a fresh snapshot, and says so', async () => {
    other = await start(ports[1], { FLUX_WINDOW_MS: '1000', FLUX_CLIENTS: '1' })
    await until(ready(other), status => status === 200)
    const old = follower.token
    await new Promise(resolve => setTimeout(resolve, 1_100))
    const late = await new FluxSocket().connect(other.url)
    late.send({ type: 'subscribe', id: 's', view: 'rendezvous', resume: old })
    await until(() => late.token, Boolean)
    expect(late.told[0]).toMatchObject({ type: 'snapshot', reason: 'expired' })
    await agrees(late)
    expect((await fetch(`${other.url}/api/flux?view=patients`)).status).toBe(503)
    await expect(new FluxSocket().connect(other.url)).rejects.toThrow('closed')
    late.cut()
  }, 60_000)

  test('events are told once each, over a cut, narrowed to a patient', async () => {
    const client = await new FluxSocket().connect(app.url)
    const subscribe = {
      type: 'subscribe',
      id: 's',
      topics: ['consultation.created'],
      where: { patientId: 'P2' },
    }
    client.send(subscribe)
    await until(() => client.token, Boolean)
    const made = [await rendezvous('P2'), await rendezvous('P1')]
    await until(
      () => client.events.length,
      length => length === 1,
    )
    client.cut()
    made.push(await rendezvous('P2'))
    await client.connect(app.url)
    client.send({ ...subscribe, resume: client.token })
    await until(
      () => client.events.length,
      length => length === 2,
    )
    made.push(await rendezvous('P2'))
    await until(
      () => client.events.length,
      length => length === 3,
    )
    expect(client.events).toMatchObject(
      [made[0], made[2], made[3]].map(rendezVousId => ({
        topic: 'consultation.created',
        eventType: 'consultation.created',
        eventId: expect.any(String),
        data: { rendezVousId, patientId: 'P2' },
      })),
    )
    client.cut()
  }, 60_000)

  test('server-sent events are the same, and go on with Last-Event-ID', async () => {
    const events = async (path: string, enough: (text: string) => boolean, headers = {}) => {
      const end = new AbortController()
      const answer = await fetch(`${app.url}${path}`, { signal: end.signal, headers })
      expect(answer.headers.get('content-type')).toContain('text/event-stream')
      let text = ''
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk
        if (enough(text)) break
      }
      end.abort()
      return text
    }
    const path = '/api/flux?view=agenda&medecinId=M1'
    const text = await events(path, told => told.includes('event: heartbeat'))
    expect(text).toMatch(/^event: snapshot\ndata: /)
    expect(text).toMatch(/event: live\nid: [\w-]+\ndata: /)
    const token = [...text.matchAll(/^id: (.*)$/gm)].at(-1)![1]!
    const made = await rendezvous()
    const rest = await events(path, told => told.includes(made), { 'last-event-id': token })
    expect(rest).toMatch(/^event: live\n/)
    expect(rest).not.toContain('event: snapshot')
    for (const [query, status] of [
      ['', 400],
      ['?view=none', 400],
      ['?view=patients&statut=x', 400],
      ['?view=patients&slow=never', 400],
      ['?view=patients&resume=abc', 400],
    ] as const)
      expect((await fetch(`${app.url}/api/flux${query}`)).status, query).toBe(status)
  }, 60_000)

  test('many follow the same view', async () => {
    const many = await Promise.all(Array.from({ length: 200 }, () => new FluxSocket().connect(app.url)))
    for (const client of many) client.send({ type: 'subscribe', id: 's', view: 'rendezvous' })
    await until(() => many.every(({ token }) => token !== null), Boolean)
    for (let i = 0; i < 10; i++) await rendezvous()
    await settled()
    const rows = sorted(await list('rendezvous'))
    const isWhole = (table: FluxSocket['table']) =>
      table.size === posted && [...table.values()].every(({ statut }) => statut === 'ACCEPTE')
    await until(() => many.every(({ table }) => isWhole(table)), Boolean)
    for (const { table } of many) expect(sorted(table)).toBe(rows)
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    expect(Number(/^millrace_feed_live (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(200)
    for (const client of many) client.cut()
    await until(
      async () =>
        (await (await fetch(`${app.url}/metrics`)).text()).match(/^cabinet_flux_clients (\d+)$/m)?.[1],
      clients => Number(clients) <= 1,
    )
  }, 60_000)

  async function recordsOf(store: string) {
    const records = await fixture.read(changelogOf(store))
    return records.map(({ key, value }) => ({ key: key!, value: value === null ? null : JSON.parse(value) }))
  }

  const byKey = (changes: readonly { key: string; value: Row | null }[]) => {
    const found: Record<string, number> = {}
    for (const { key } of changes) found[key] = (found[key] ?? 0) + 1
    return found
  }
})

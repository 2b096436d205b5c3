import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { twoFreePorts } from '../broker/ports.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { type CabinetApp, startCabinet } from '../cli/cabinetApp.ts'
import { readConfig } from '../config/readConfig.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { describeWithBroker } from '../test/setup/broker.ts'
import { checkedFetch } from './test/checkedFetch.ts'

/**
 * The whole cabinet on a Kafka of its own (its input topics have fixed names), asked over HTTP as its users would. The tests
 * tell one story and need their order.
 */
describeWithBroker('the cabinet on a real Kafka', () => {
  const applicationId = `api-${randomUUID().slice(0, 8)}`
  const shared = process.env.KAFKA_BROKERS
  let broker: Awaited<ReturnType<typeof startOwn>>
  let fixture: BrokerFixture
  let ports: readonly [number, number]
  let app: CabinetApp
  let second: CabinetApp | null = null
  const asked = { at: '' }

  beforeAll(async () => {
    broker = await startOwn()
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    ports = await twoFreePorts()
    app = await start(ports[0])
    await until(
      () => get('/ready'),
      ({ status }) => status === 200,
    )
  })
  afterAll(async () => {
    await second?.stop()
    await app?.stop()
    await fixture?.close()
    await broker?.stop()
    process.env.KAFKA_BROKERS = shared
  })

  async function start(port: number): Promise<CabinetApp> {
    const config = readConfig({
      APPLICATION_ID: applicationId,
      PORT: String(port),
      STATE_DIR: await fixture.stateDir(),
      COMMIT_INTERVAL_MS: '20',
      SESSION_TIMEOUT_MS: '3000',
    })
    return startCabinet({ config, brokers: broker.brokers, logger: pino({ level: 'silent' }) })
  }

  interface Answer {
    readonly status: number
    readonly body: never
  }

  async function get(path: string, from: CabinetApp = app): Promise<Answer> {
    const answer = await checkedFetch(`${from.url}${path}`)
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: (isJson ? await answer.json() : await answer.text()) as never }
  }

  async function post(path: string, body: object, method = 'POST'): Promise<Answer> {
    const answer = await checkedFetch(`${app.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as never }
  }

  const until = <T>(look: () => Promise<T>, holds: (seen: T) => boolean) => fixture.until(look, holds, 30_000)
  const items = ({ body }: Answer) => (body as { items: Readonly<Record<string, unknown>>[] }).items

  test('a rendezvous asked for before its médecin and its patient are known waits for both', async () => {
    const rendezvous = {
      rendezVousId: 'R1',
      patientId: 'P1',
      medecinId: 'M1',
      dateRendezVous: '2026-12-01T09:00:00Z',
    }
    expect(await post('/api/rendezvous', rendezvous)).toMatchObject({
      status: 202,
      body: { id: 'R1', topic: 'rendezvous.created', offset: 0 },
    })
    const waiting = await until(
      () => get('/api/rendezvous/R1'),
      ({ status }) => status === 200,
    )
    expect(waiting.body).toMatchObject({ statut: 'EN_ATTENTE', consultationId: null })
    expect(items(await get('/api/consultations'))).toEqual([])

    await post('/api/medecins', { medecinId: 'M1', nom: 'Dr A', specialite: 'cardiologie', tarif: 150.5 })
    await post('/api/patients', { patientId: 'P1', nom: 'Alami' })
    const accepted = await until(
      () => get('/api/rendezvous/R1'),
      ({ body }) => (body as { statut: string }).statut === 'ACCEPTE',
    )
    expect(accepted.body).toMatchObject({ montant: 150.5, manque: [] })
  })

  test('its consultation, invoice, dossier and agenda follow', async () => {
    expect(items(await get('/api/consultations'))).toMatchObject([
      { rendezVousId: 'R1', patientId: 'P1', specialite: 'cardiologie', montant: 150.5, statut: 'CREEE' },
    ])
    expect(items(await get('/api/factures?patientId=P1'))).toMatchObject([
      { montant: 150.5, statut: 'EMISE' },
    ])
    const dossier = await until(
      () => get('/api/patients/P1/dossier'),
      ({ body }) => (body as { totaux?: { consultations: number } }).totaux?.consultations === 1,
    )
    expect(dossier.body).toMatchObject({
      identite: { nom: 'Alami' },
      totaux: { rendezVous: 1, consultations: 1, facture: 150.5, solde: 150.5 },
      rendezVous: [{ rendezVousId: 'R1', statut: 'ACCEPTE' }],
    })
    const agenda = await until(
      () => get('/api/medecins/M1/agenda?date=2026-12-01'),
      each => items(each)?.length === 1,
    )
    expect(items(agenda)).toMatchObject([{ rendezVousId: 'R1', debut: '2026-12-01T09:00:00.000Z' }])
    expect(items(await get('/api/medecins/M1/agenda?date=2026-12-02'))).toEqual([])
  })

  test('its médecin’s agenda is told as it was before it was moved', async () => {
    asked.at = new Date(Date.now() - 1).toISOString()
    const moved = { patientId: 'P1', medecinId: 'M1', dateRendezVous: '2026-12-02T09:00:00Z' }
    expect((await post('/api/rendezvous/R1', moved, 'PATCH')).status).toBe(202)
    await until(
      () => get('/api/medecins/M1/agenda?date=2026-12-02'),
      each => items(each)?.length === 1,
    )
    expect(items(await get('/api/medecins/M1/agenda?date=2026-12-01'))).toEqual([])
    expect(items(await get(`/api/medecins/M1/agenda?at=${asked.at}`))).toMatchObject([
      { rendezVousId: 'R1', debut: '2026-12-01T09:00:00.000Z' },
    ])
    expect((await get('/api/medecins/M1/agenda?at=2026-01-01T00:00:00Z')).status).toBe(410)
  })

  test('a flat record of a Spring service counts; a broken one is in cabinet.dlq as it was, and in the metrics', async () => {
    const flat =
      '{"eventId":"s1","patientId":"P2","nom":"Bennani","dateCreation":[2026,4,20,10,0,12,345000000]}'
    const broken = '{"patientId":"P3","nom":"Coup'
    await fixture.produce('patient.created', [
      { key: 'P3', value: broken, timestamp: Date.now() },
      { key: null, value: flat, timestamp: Date.now() },
    ])
    const spring = await until(
      () => get('/api/patients/P2'),
      ({ status }) => status === 200,
    )
    expect(spring.body).toMatchObject({ nom: 'Bennani', connuLe: '2026-04-20T09:00:12.345Z' })
    const dead = await until(
      () => fixture.read('cabinet.dlq'),
      records => records.length > 0,
    )
    expect(dead).toMatchObject([
      { key: 'P3', value: broken, headers: { 'dlq.topic': 'patient.created', 'dlq.error': 'BROKEN_JSON' } },
    ])
    expect((await get('/api/patients/P3')).status).toBe(404)
    expect((await get('/metrics')).body).toContain(
      'millrace_failures_total{stage="process",response="dead-letter",topic="patient.created",error="BROKEN_JSON"} 1',
    )
  })

  test('a dead letter is seen and replayed by the API; what fails again is put away by the command', async () => {
    const open = async () => items(await get('/api/dlq'))
    const [first] = await open()
    expect(first).toMatchObject({ topic: 'patient.created', error: 'BROKEN_JSON', key: { text: 'P3' } })
    const whole = await get(`/api/dlq/${String(first!.letter).replace('@', '/')}`)
    expect(whole.body).toMatchObject({ value: { text: '{"patientId":"P3","nom":"Coup' } })
    expect((await post('/api/dlq/replay', { letters: [first!.letter] })).body).toMatchObject({ done: 1 })
    expect((await post('/api/dlq/replay', { letters: [first!.letter] })).body).toMatchObject({
      done: 0,
      already: 1,
    })
    await until(open, letters => letters.length === 1 && letters[0]!.letter !== first!.letter)

    const main = join(import.meta.dirname, '..', 'cli', 'main.ts')
    const env = { ...process.env, APPLICATION_ID: applicationId }
    const cabinet = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(process.execPath, [main, 'dlq', ...args, '--json'], {
        env,
      })
      return JSON.parse(stdout)
    }
    expect((await cabinet('list', '--error', 'BROKEN_JSON')).letters).toHaveLength(1)
    const shown = await cabinet('show', String(first!.letter))
    expect(shown).toMatchObject({ status: 'replayed', key: { text: 'P3' } })
    expect(await cabinet('discard', '--all')).toMatchObject({ action: 'discarded', done: 1, next: null })
    expect(await open()).toEqual([])
  }, 120_000)

  test('two instances share the partitions, and each answers for all', async () => {
    for (let i = 10; i < 40; i++) await post('/api/patients', { patientId: `P${i}`, nom: `Nom${i}` })
    second = await start(ports[1])
    const other = second
    const tasks = ({ body }: Answer) => (body as { tasks: unknown[] }).tasks.length
    await until(
      async () => [await get('/api/status'), await get('/api/status', other)],
      both => both.every(each => tasks(each) > 0 && (each.body as { state: string }).state === 'RUNNING'),
    )
    for (const from of [app, other]) {
      const whole = await until(
        () => get('/api/patients?limit=500', from),
        ({ status }) => status === 200,
      )
      expect(items(whole)).toHaveLength(32)
      for (let i = 10; i < 40; i++) expect((await get(`/api/patients/P${i}`, from)).status).toBe(200)
      expect((await get('/api/patients/P3', from)).status).toBe(404)
      expect((await get('/api/patients/P1/dossier', from)).body).toMatchObject({ totaux: { rendezVous: 1 } })
      expect(items(await get(`/api/medecins/M1/agenda?at=${asked.at}`, from))).toMatchObject([
        { debut: '2026-12-01T09:00:00.000Z' },
      ])
    }
  })

  test('when one leaves, the other answers for all again', async () => {
    await second!.stop()
    second = null
    const whole = await until(
      () => get('/api/patients?limit=500'),
      ({ status }) => status === 200,
    )
    expect(items(whole)).toHaveLength(32)
  })

  test('while Kafka is away, queries answer, commands say 503; when it is back, both work', async () => {
    await broker.control.shutDown()
    expect((await post('/api/patients', { patientId: 'P50' })).status).toBe(503)
    expect(await get('/api/patients/P1')).toMatchObject({ status: 200, body: { nom: 'Alami' } })
    expect((await get('/health')).status).toBe(200)
    await broker.control.restart()
    await until(
      () => post('/api/patients', { patientId: 'P51' }),
      ({ status }) => status === 202,
    )
    await until(
      () => get('/api/patients/P51'),
      ({ status }) => status === 200,
    )
  }, 120_000)
})

function startOwn() {
  return startTestBroker({ own: true, progress: silentProgress })
}

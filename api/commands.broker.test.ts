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

/** Every command, as its callers send it, on a Kafka of its own; each is followed to where its Location leads. The tests need their order. */
describeWithBroker('commands on a real Kafka', () => {
  const shared = process.env.KAFKA_BROKERS
  let broker: Awaited<ReturnType<typeof startOwn>>
  let fixture: BrokerFixture
  let app: CabinetApp

  beforeAll(async () => {
    broker = await startOwn()
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    const [port] = await twoFreePorts()
    const config = readConfig({
      PORT: String(port),
      STATE_DIR: await fixture.stateDir(),
      COMMIT_INTERVAL_MS: '20',
      SESSION_TIMEOUT_MS: '3000',
      OUTBOX: '1',
    })
    app = await startCabinet({ config, brokers: broker.brokers, logger: pino({ level: 'silent' }) })
    await app.streams.reached('RUNNING')
    await fixture.until(
      () => app.isReady(),
      ready => ready,
    )
  })
  afterAll(async () => {
    await app?.stop()
    await fixture?.close()
    await broker?.stop()
    process.env.KAFKA_BROKERS = shared
  })

  type Method = 'POST' | 'PATCH' | 'DELETE'
  type Seen = Readonly<Record<string, unknown>>

  function send(method: Method, path: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
    return checkedFetch(`${app.url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  }

  /** What is seen where its Location leads, once it shows there. */
  async function effectOf(method: Method, path: string, body?: object): Promise<Seen> {
    const accepted = await send(method, path, body)
    const content = await accepted.json()
    expect({ status: accepted.status, content }).toMatchObject({
      status: 202,
      content: { status: 'published', offset: expect.any(Number) },
    })
    const location = accepted.headers.get('location')!.replace('wait=5', 'wait=30')
    const seen = await checkedFetch(`${app.url}${location}`)
    expect(seen.headers.get('x-wait')).toBe('seen')
    return (await seen.json()) as Seen
  }

  const get = async (path: string) => (await (await checkedFetch(`${app.url}${path}`)).json()) as Seen
  const ids = { patientId: 'P', medecinId: 'M' }
  const day = (n: number, hour = 9) => `2026-12-0${n}T${String(hour).padStart(2, '0')}:00:00Z`

  test('a médecin and a patient are registered and changed', async () => {
    await effectOf('POST', '/api/medecins', { medecinId: 'M', nom: 'Dr B', tarif: 80 })
    expect(await effectOf('PATCH', '/api/medecins/M', { specialite: 'ORL' })).toMatchObject({
      nom: 'Dr B',
      specialite: 'ORL',
    })
    await effectOf('POST', '/api/patients', { patientId: 'P', nom: 'Chraibi' })
    expect(await effectOf('PATCH', '/api/patients/P', { telephone: '0600' })).toMatchObject({
      nom: 'Chraibi',
      telephone: '0600',
    })
  })

  test('a rendezvous is asked for, moved, confirmed and completed', async () => {
    const asked = { ...ids, rendezVousId: 'R1', dateRendezVous: day(1) }
    expect(await effectOf('POST', '/api/rendezvous', asked)).toMatchObject({ statut: 'ACCEPTE', montant: 80 })
    const moved = await effectOf('PATCH', '/api/rendezvous/R1', { ...ids, dateRendezVous: day(3) })
    expect(moved).toMatchObject({ dateRendezVous: '2026-12-03T09:00:00.000Z', statut: 'ACCEPTE' })
    expect(await effectOf('POST', '/api/rendezvous/R1/confirmation')).toMatchObject({ statut: 'CONFIRME' })
    expect(await effectOf('POST', '/api/rendezvous/R1/realisation')).toMatchObject({ statut: 'TERMINE' })
  })

  test('one is cancelled, and its slot is free', async () => {
    await effectOf('POST', '/api/rendezvous', { ...ids, rendezVousId: 'R2', dateRendezVous: day(2) })
    const slot = `/api/medecins/M/disponibilite?debut=${day(2)}`
    await fixture.until(
      () => get(slot),
      ({ libre }) => libre === false,
    )
    expect(await effectOf('POST', '/api/rendezvous/R2/annulation', { raison: 'malade' })).toMatchObject({
      statut: 'ANNULE',
      raison: 'malade',
    })
    await fixture.until(
      () => get(slot),
      ({ libre }) => libre === true,
    )
  })

  test('an absence is declared, and a part of it ended', async () => {
    const slot = `/api/medecins/M/disponibilite?debut=${day(4, 14)}`
    const absent = { debut: day(4), fin: day(4, 18) }
    expect(await effectOf('POST', '/api/medecins/M/absences', absent)).toMatchObject({
      items: [{ absent: true, debut: '2026-12-04T09:00:00.000Z' }],
    })
    expect(await get(slot)).toMatchObject({ libre: false, creneaux: [], absences: [{}] })
    const back = `/api/medecins/M/absences?debut=${day(4, 12)}&fin=${absent.fin}`
    expect(await effectOf('DELETE', back)).toMatchObject({ items: [{ absent: true }, { absent: false }] })
    expect(await get(slot)).toMatchObject({ libre: true, absences: [] })
  })

  test('a payment is announced, fails, and is received', async () => {
    const { factureId } = await get('/api/rendezvous/R1')
    const pay = (statut: string) =>
      effectOf('POST', `/api/factures/${factureId}/paiements`, { paiementId: 'Y', montant: 80, statut })
    expect(await pay('EN_COURS')).toMatchObject({ montant: 80, paye: 0, statut: 'EMISE' })
    expect(await pay('ECHOUE')).toMatchObject({ paye: 0, statut: 'EMISE' })
    expect(await pay('RECU')).toMatchObject({ paye: 80, statut: 'PAYEE' })
  })

  test('a patient is erased', async () => {
    expect(await effectOf('DELETE', '/api/patients/P')).toMatchObject({
      nom: null,
      supprimeLe: expect.any(String),
    })
  })

  test('a repeated command is one event', async () => {
    const key = { 'idempotency-key': 'k1' }
    const answers = []
    for (let i = 0; i < 2; i++)
      answers.push(await (await send('POST', '/api/medecins', { nom: 'Dr K' }, key)).json())
    expect(answers[1]).toEqual(answers[0])
    const written = await fixture.read('medecin.created')
    expect(written.filter(({ value }) => value?.includes('Dr K'))).toHaveLength(1)
  })

  test('one that is kept while Kafka is away shows its effect when it is back', async () => {
    expect(await get('/api/outbox')).toMatchObject({ state: 'idle', records: 0 })
    await broker.control.shutDown()
    const kept = await send('POST', '/api/patients', { patientId: 'Q', nom: 'Kettani' })
    expect(await kept.json()).toMatchObject({ status: 'kept', offset: null })
    await broker.control.restart()
    const location = kept.headers.get('location')!
    await fixture.until(
      async () => (await fetch(`${app.url}${location}`)).headers.get('x-wait'),
      waited => waited === 'seen',
      60_000,
    )
    const { totals } = await fixture.until(
      () => get('/api/outbox'),
      ({ state, records }) => state === 'idle' && records === 0,
    )
    expect(totals).toEqual({ kept: 1, sent: 1, refused: 0 })
  })
})

function startOwn() {
  return startTestBroker({ own: true, progress: silentProgress })
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { type CabinetApp, startCabinet } from '../cli/cabinetApp.ts'
import { type NotificationsApp, startNotifications } from '../cli/notifications/notificationsApp.ts'
import { readConfig } from '../config/readConfig.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { otlpReceiver, type ReceivedSpan } from '../tracing/test/otlpReceiver.ts'
import { describeWithBroker } from './setup/broker.ts'
import { freePorts } from './setup/freePorts.ts'

const patience = 60_000

/** The cabinet and the notifications worker on a Kafka of their own, and a collector. */
describeWithBroker('one trace from the command to the invoice', () => {
  const closing: (() => unknown)[] = []
  let receiver: Awaited<ReturnType<typeof otlpReceiver>>
  let fixture: BrokerFixture
  let cabinet: CabinetApp
  let worker: NotificationsApp

  beforeAll(async () => {
    const broker = await startTestBroker({ own: true, progress: silentProgress })
    closing.push(() => broker.stop())
    const shared = process.env.KAFKA_BROKERS
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    process.env.KAFKA_BROKERS = shared
    closing.push(() => fixture.close())
    receiver = await otlpReceiver()
    closing.push(() => receiver.close())
    const port = String(await freePorts(1))
    const config = readConfig({
      APPLICATION_ID: 'traced',
      PORT: port,
      STATE_DIR: await fixture.stateDir(),
      COMMIT_INTERVAL_MS: '20',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    })
    const options = { config, brokers: broker.brokers, logger: pino({ level: 'silent' }) }
    cabinet = await startCabinet(options)
    closing.push(() => cabinet.stop())
    worker = await startNotifications(options)
    closing.push(() => worker.stop())
    await fixture.until(
      async () => (await cabinet.isReady()) && (await worker.isReady()),
      ready => ready,
    )
  }, patience)
  afterAll(async () => {
    for (let close = closing.pop(); close; close = closing.pop()) await close()
  }, patience)

  async function post(
    path: string,
    body: object,
  ): Promise<{ readonly id: string; readonly location: string }> {
    const answer = await fetch(`${cabinet.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(202)
    return { id: ((await answer.json()) as { id: string }).id, location: answer.headers.get('location')! }
  }

  async function book(): Promise<string> {
    const medecin = await post('/api/medecins', { nom: 'Bennani', tarif: 300 })
    const patient = await post('/api/patients', { nom: 'Alaoui', email: 'a@example.ma' })
    for (const { location } of [medecin, patient]) await fetch(`${cabinet.url}${location}`)
    const dateRendezVous = new Date(Date.now() + 3 * 86_400_000).toISOString()
    const ids = { medecinId: medecin.id, patientId: patient.id }
    const { id, location } = await post('/api/rendezvous', { ...ids, dateRendezVous, dureeMinutes: 30 })
    expect(await (await fetch(`${cabinet.url}${location}`)).json()).toMatchObject({ statut: 'ACCEPTE' })
    return id
  }

  test(
    'from POST over each topic to the invoice and the notification, without a gap',
    async () => {
      await book()
      const root = await fixture.until(
        async () => receiver.spans.find(({ name }) => name === 'POST /api/rendezvous'),
        found => found !== undefined,
      )
      const trace = () => receiver.spans.filter(({ traceId }) => traceId === root!.traceId)
      expect(root!.parentSpanId).toBe(null)
      const last = ['send facture.created', 'process notification.requested', 'send notification']
      const spans = await fixture.until(
        async () => trace(),
        all => last.every(name => way(all, name)[0] === 'traced POST /api/rendezvous') && isWhole(all),
      )
      expect(way(spans, 'send facture.created')).toEqual([
        'traced POST /api/rendezvous',
        'traced send rendezvous.created',
        'traced process rendezvous.created',
        'traced process traced-rendezvous-par-id-repartition',
        'traced process traced-demandes-par-patient-repartition',
        'traced process traced-demandes-par-medecin-repartition',
        'traced process traced-decisions-par-rendezvous-repartition',
        'traced send facture.created',
      ])
      for (const name of ['process notification.requested', 'send notification'])
        expect(way(spans, name).slice(-3)).toEqual([
          'traced process traced-decisions-par-rendezvous-repartition',
          'traced send notification.requested',
          `traced-notifications ${name}`,
        ])
      expect(spans.filter(({ isFailed }) => isFailed)).toEqual([])

      const facture = spans.find(({ name }) => name === 'send facture.created')!
      const records = await fixture.read('facture.created')
      expect(records.map(({ headers }) => headers.traceparent)).toContain(
        `00-${root!.traceId}-${facture.spanId}-01`,
      )
    },
    patience,
  )

  test(
    'a collector that takes nothing changes nothing but what is lost; the way to the commit is measured either way',
    async () => {
      receiver.refuses = true
      const id = await book()
      expect((await fetch(`${cabinet.url}/api/rendezvous/${id}`)).status).toBe(200)
      const metrics = await fixture.until(
        async () => (await fetch(`${cabinet.url}/metrics`)).text(),
        text => /^cabinet_trace_spans_total\{outcome="failed"\} [1-9]/m.test(text),
      )
      expect(metrics).toMatch(
        /^millrace_end_to_end_latency_seconds_count\{topic="consultation.created"\} [1-9]/m,
      )
      expect(metrics).toMatch(/^cabinet_rendezvous\{statut="ACCEPTE"\} [1-9]/m)
    },
    patience,
  )
})

/** Whether no span hangs in the air. */
function isWhole(spans: readonly ReceivedSpan[]): boolean {
  const known = new Set(spans.map(({ spanId }) => spanId))
  return spans.every(({ parentSpanId }) => parentSpanId === null || known.has(parentSpanId))
}

/** From the first span of a trace down to this one, each with who told of it. */
function way(spans: readonly ReceivedSpan[], name: string): readonly string[] {
  const found: string[] = []
  let span = spans.find(each => each.name === name)
  while (span) {
    found.unshift(`${span.service} ${span.name}`)
    const { parentSpanId } = span
    span = spans.find(({ spanId }) => spanId === parentSpanId)
  }
  return found
}

// But for its API, which prom-client has.
describe('where no collector is configured', () => {
  test(
    'nothing of OpenTelemetry is loaded',
    async () => {
      const program = `
      import { registerHooks } from 'node:module'
      registerHooks({ resolve(name, context, next) {
        if (/^@opentelemetry.(?!api)/.test(name)) throw new Error('loaded ' + name)
        return next(name, context)
      } })
      await import('./cli/cabinetApp.ts')
      await import('./cli/notifications/notificationsApp.ts')
      console.log('none')`
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', program],
        { cwd: new URL('..', import.meta.url).pathname },
      )
      expect(stdout.trim()).toBe('none')
    },
    patience,
  )
})

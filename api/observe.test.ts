import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { channels } from 'millrace'
import { describe, expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'

describe('health and readiness', () => {
  test('running: sound and ready', async () => {
    const { get } = await fakeApi()
    expect(await get('/health')).toMatchObject({ status: 200, body: { state: 'RUNNING' } })
    expect(await get('/ready')).toMatchObject({ status: 200, body: { state: 'RUNNING', tasks: 3 } })
  })

  test('restoring: sound, not ready, and how far it is', async () => {
    const { instance, get } = await fakeApi()
    instance.state = 'REBALANCING'
    instance.restoring = [
      {
        store: 'patients',
        partition: 1,
        from: 0,
        at: 25,
        to: 100,
        records: 1,
        topic: 't',
        bytes: 1,
        perSecond: 1,
        remainingMs: null,
      },
    ]
    expect((await get('/health')).status).toBe(200)
    const ready = await get('/ready')
    expect(ready).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    expect(ready.body).toMatchObject({
      state: 'REBALANCING',
      restoring: [{ store: 'patients', partition: 1, done: 0.25, remaining: 75 }],
    })
  })

  test('paused: sound, not ready, and why', async () => {
    const { get, instance } = await fakeApi()
    instance.paused = { reason: 'disk-low', since: 1, freeBytes: 2, neededBytes: 3 }
    expect((await get('/health')).status).toBe(200)
    expect(await get('/ready')).toMatchObject({
      status: 503,
      body: { detail: 'The instance is RUNNING; intake is paused.', paused: instance.paused },
    })
    expect((await get('/metrics')).body).toContain('millrace_paused{reason="disk-low"} 1')
  })

  test('running before the first assignment is not ready; without tasks beside others it is', async () => {
    const { instance, get } = await fakeApi()
    instance.partitions = []
    expect((await get('/ready')).status).toBe(503)
    instance.peers = [
      { endpoint: { host: 'b', port: 1 }, active: [{ topic: 't', partitions: [0] }], standby: [] },
    ]
    expect((await get('/ready')).status).toBe(200)
  })

  test('ended by an error: not sound', async () => {
    const { instance, get } = await fakeApi()
    instance.state = 'ERROR'
    expect(await get('/health')).toMatchObject({ status: 503, body: { state: 'ERROR' } })
  })
})

describe('metrics', () => {
  test('tell state, lag, output, commits and failures, and of this application only', async () => {
    const { api, get } = await fakeApi()
    const commit = { offsetsMs: 4, produceMs: 6, endMs: 3, stateMs: 1, rows: 12 }
    channels.commit.publish({ applicationId: 'cabinet', ...commit })
    channels.commit.publish({ applicationId: 'another', ...commit })
    const record = { topic: 'patient.created', partition: 0, offset: 1 }
    const failure = {
      stage: 'process',
      error: Object.assign(new Error('secret'), { code: 'BROKEN_JSON' }),
      record,
      task: '0_0',
    }
    channels.failure.publish({ applicationId: 'cabinet', failure, response: 'dead-letter' })
    await get('/api/patients/none')
    const { body, headers } = await get('/metrics')
    expect(headers['content-type']).toContain('text/plain')
    for (const line of [
      'millrace_state{state="RUNNING"} 1',
      'millrace_input_lag_records{topic="patient.created",partition="0"} 2',
      'millrace_records_consumed_total{topic="patient.created"} 21',
      'millrace_records_produced_total{topic="facture.created"} 5',
      'millrace_commits_total 3',
      'millrace_recoveries_total 1',
      'millrace_commit_duration_seconds_sum{step="whole"} 0.01',
      'millrace_commit_duration_seconds_count{step="whole"} 1',
      'millrace_failures_total{stage="process",response="dead-letter",topic="patient.created",error="BROKEN_JSON"} 1',
      'millrace_queries_total{outcome="whole"} 1',
      'millrace_queries_by_standby_total 0',
      'http_request_duration_seconds_count{method="GET",route="/api/patients/:id",status="404"} 1',
      'nodejs_eventloop_lag_seconds',
      'nodejs_gc_duration_seconds',
      'millrace_consumed_bytes_total{topic="patient.created"} 2100',
      'millrace_produced_bytes_total{topic="facture.created"} 900',
      'millrace_cache_hits_total 8',
      'millrace_cache_misses_total 2',
      'millrace_transaction_aborts_total 1',
      'millrace_node_records_total{node="lire-patient"} 7',
      'millrace_node_seconds_total{node="lire-patient"} 7e-8',
    ])
      expect(body).toContain(line)
    expect(body).not.toContain('secret')
    await api.close()
  })

  test('the way from acceptance to commit, of what is measured and of this application', async () => {
    const { api, get } = await fakeApi()
    const output = (topic: string, acceptedAt: number | null) => ({
      topic,
      acceptedAt,
      of: null,
      context: null,
    })
    const outputs = [output('consultation.created', 9_800), output('facture.created', null)]
    channels.committed.publish({ applicationId: 'cabinet', at: 10_000, outputs })
    channels.committed.publish({ applicationId: 'another', at: 10_000, outputs })
    // The clock of whoever wrote it was ahead.
    channels.committed.publish({ applicationId: 'cabinet', at: 9_000, outputs })
    const { body } = await get('/metrics')
    expect(body).toContain('millrace_end_to_end_latency_seconds_count{topic="consultation.created"} 2')
    expect(body).toContain('millrace_end_to_end_latency_seconds_sum{topic="consultation.created"} 0.2')
    expect(body).not.toContain('latency_seconds_count{topic="facture.created"}')
    await api.close()
  })

  test('the practice: sums of the partitions that run here; nothing, and not zero, where none does', async () => {
    const { api, get, instance } = await fakeApi()
    const row = { v: 1, consultations: 2, rendezVous: 3, statuts: { ACCEPTE: 2, ANNULE: 1 }, patients: 4 }
    const sums = { ...row, factureCentimes: 40_050, payeCentimes: 10_000, soldeCentimes: 30_050 }
    instance.put('totaux', '0', sums, 0).put('totaux', '2', sums, 2)
    const { body } = await get('/metrics')
    for (const line of [
      'cabinet_patients 8',
      'cabinet_consultations 4',
      'cabinet_rendezvous{statut="ACCEPTE"} 4',
      'cabinet_rendezvous{statut="EN_ATTENTE"} 0',
      'cabinet_invoiced_amount 801',
      'cabinet_paid_amount 200',
      'cabinet_unpaid_amount 601',
    ])
      expect(body).toContain(line)
    instance.partitions = []
    const none = (await get('/metrics')).body
    expect(none).not.toMatch(/^cabinet_(patients|rendezvous|invoiced_amount)\b/m)
    await api.close()
  })
})

describe('descriptions', () => {
  test('the topology as data, text and Mermaid', async () => {
    const { get } = await fakeApi()
    expect((await get('/topology')).body).toHaveProperty('subtopologies')
    expect((await get('/topology?format=text')).body).toMatch(/^Topologies:/)
    expect((await get('/topology?format=mermaid')).body).toMatch(/^flowchart/)
  })

  test('OpenAPI 3.1 names the public routes, each with a summary, and no internal one', async () => {
    const { get } = await fakeApi()
    const { openapi, paths } = (await get('/openapi.json')).body as {
      openapi: string
      paths: Record<string, Record<string, { summary?: string }>>
    }
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/api/patients',
        '/api/patients/{id}/dossier',
        '/api/medecins/{id}/agenda',
        '/metrics',
        '/ready',
      ]),
    )
    expect(Object.keys(paths).filter(path => path.startsWith('/internal'))).toEqual([])
    for (const methods of Object.values(paths))
      for (const operation of Object.values(methods)) expect(operation.summary).toBeTruthy()
  })

  test('AsyncAPI is what lies in docs/schemas', async () => {
    const { get } = await fakeApi()
    const file = join(import.meta.dirname, '..', 'docs', 'schemas', 'asyncapi.json')
    expect((await get('/asyncapi.json')).body).toEqual(JSON.parse(readFileSync(file, 'utf8')))
  })

  test('the docs page shows every route, and may neither run nor fetch anything', async () => {
    const { get } = await fakeApi()
    const { body, headers } = await get('/docs')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body).toContain('/api/medecins/{id}/agenda')
    expect(body).toContain('id="kafka-away"')
    expect(body).not.toMatch(/<script|src=|https?:\/\/(?!json)/)
  })
})

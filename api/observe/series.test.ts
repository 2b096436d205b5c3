import { spawnSync } from 'node:child_process'
import { channels } from 'millrace'
import { describe, expect, test } from 'vitest'
import { promtool } from '../../test/setup/prometheus.ts'
import { fakeApi } from '../test/fakeApi.ts'

/** The samples of a scrape, each with its name and labels; without those of Node, which come as its work does. */
async function seriesOf(get: Awaited<ReturnType<typeof fakeApi>>['get']): Promise<ReadonlySet<string>> {
  const text = (await get('/metrics')).body as string
  const lines = text.split('\n').filter(line => line !== '' && !/^(#|nodejs_|process_)/.test(line))
  return new Set(lines.map(line => line.slice(0, line.lastIndexOf(' '))))
}

const traces = {
  counts: { exported: 0, failed: 0, dropped: 0 },
  begin: () => {
    throw new Error('not asked for')
  },
}

describe('what Prometheus scrapes', () => {
  test.skipIf(promtool === null)('is named by its rules, as promtool says (needs promtool)', async () => {
    const { get } = await fakeApi({ traces })
    await get('/api/patients/none')
    const input = (await get('/metrics')).body as string
    const { status, stdout, stderr } = spawnSync(promtool!, ['check', 'metrics'], { input, encoding: 'utf8' })
    expect(`${stdout}${stderr}`).toBe('')
    expect(status).toBe(0)
  })

  test('has no label whose values come from who asks or from what records say', async () => {
    const { api, get, post } = await fakeApi()
    const meet = async (some: string) => {
      await get(`/api/patients/${some}`)
      await get(`/api/patients?medecinId=${some}`)
      await get(`/${some}`)
      await api.inject({ method: 'PROPFIND', url: `/${some}` })
      await post('/api/patients', { patientId: some, nom: some })
      const record = { topic: 'patient.created', partition: 0, offset: some.length }
      const failure = { stage: 'process', error: new TypeError(`of ${some}`), record, task: '0_0' }
      channels.failure.publish({ applicationId: 'cabinet', failure, response: 'dead-letter' })
      const output = { topic: 'facture.created', acceptedAt: some.length, of: null, context: null }
      channels.committed.publish({ applicationId: 'cabinet', at: 1_000, outputs: [output] })
    }
    await meet('a')
    await get('/metrics')
    const before = await seriesOf(get)
    for (let i = 0; i < 20; i++) await meet(`b${i}`)
    const after = await seriesOf(get)
    expect([...after].filter(each => !before.has(each))).toEqual([])
    expect([...after].filter(each => /\bb\d/.test(each))).toEqual([])
    await api.close()
  })

  test('has so many values by partition that a metric may have, and one for all where there would be more', async () => {
    const { api, get, instance } = await fakeApi({ limits: { partitionSeries: 6 } })
    const kept = (store: string, partition: number) => {
      const figures = { rows: 10 + partition, hash: partition === 2 ? null : '0'.repeat(32) }
      return { store, partition, role: 'active' as const, ...figures }
    }
    instance.kept = ['patients', 'medecins'].flatMap(store => [0, 1, 2].map(i => kept(store, i))) as never
    const few = await seriesOf(get)
    expect(few).toContain('millrace_store_rows{store="patients",partition="2"}')

    instance.kept = [...instance.kept, kept('factures', 0) as never]
    const { body } = await get('/metrics')
    expect(body).toContain('millrace_store_rows{store="patients",partition="all"} 33')
    expect(body).toContain('millrace_store_rows{store="factures",partition="all"} 10')
    expect(body).toContain('millrace_store_hash_known{store="patients",partition="all"} 0')
    expect(body).not.toMatch(/millrace_store_rows\{store="\w+",partition="\d+"/)
    // The lag of three partitions is no more than it may have.
    expect(body).toContain('millrace_input_lag_records{topic="patient.created",partition="2"} 2')
    await api.close()
  })
})

import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { type TrailEntry, trailEntry } from '../../events/trailEntry.ts'
import { bearer, keys, securedApi } from '../access/test/securedApi.ts'

const ajv = new Ajv.default({ strict: false })
addFormats.default(ajv)
const isLine = ajv.compile(JSON.parse(JSON.stringify(trailEntry)))

async function watched() {
  const lines: TrailEntry[] = []
  const trail = {
    admits: true,
    counts: { waiting: 0, written: 0, lost: 0 },
    note: (line: TrailEntry) => void lines.push(line),
  }
  const fake = await securedApi({ trail })
  const ask = async (method: string, url: string, key: string, payload?: object) => {
    lines.length = 0
    const { statusCode } = await fake.api.inject({
      method: method as 'GET',
      url,
      headers: bearer(key),
      ...(payload && { payload }),
    })
    for (const line of lines) expect(isLine(line), JSON.stringify(isLine.errors)).toBe(true)
    return { status: statusCode, lines: [...lines] }
  }
  return { ask, trail, fake }
}

describe('it is noted', () => {
  test('who read a dossier', async () => {
    const { ask } = await watched()
    const { lines } = await ask('GET', '/api/patients/P1/dossier', keys.medecin)
    expect(lines).toEqual([
      {
        id: expect.any(String),
        time: '2026-04-20T10:00:00.000Z',
        action: 'read',
        who: 'key:medecin',
        roles: ['medecin'],
        address: '127.0.0.1',
        method: 'GET',
        route: '/api/patients/:id/dossier',
        status: 200,
        about: 'P1',
        patients: ['P1'],
        eventId: null,
      },
    ])
  })

  test('of whom a list and a row told', async () => {
    const { ask } = await watched()
    const told = async (url: string) =>
      (await ask('GET', url, keys.secretariat)).lines.map(({ patients }) => patients)
    expect(await told('/api/rendezvous')).toEqual([['P1', 'P2']])
    expect(await told('/api/rendezvous/R2')).toEqual([['P2']])
    expect(await told('/api/medecins/M1/agenda')).toEqual([['P1']])
    expect(await told('/api/medecins/M1/disponibilite?debut=2026-05-04T12:00:00Z')).toEqual([['P1']])
    expect(await told('/api/factures?patientId=P3')).toEqual([['P3']])
  })

  test('who commanded what, under the event that it was', async () => {
    const { ask, fake } = await watched()
    const { lines } = await ask('POST', '/api/rendezvous', keys.secretariat, {
      patientId: 'P1',
      medecinId: 'M1',
      motif: 'lumbago',
    })
    const { eventId } = JSON.parse(fake.published[0]!.value!) as { eventId: string }
    expect(lines).toMatchObject([{ action: 'command', status: 202, patients: ['P1'], eventId }])
    expect(JSON.stringify(lines)).not.toContain('lumbago')
    const [registered] = (
      await ask('POST', '/api/patients', keys.secretariat, { patientId: 'P7', nom: 'Tazi' })
    ).lines
    expect(registered).toMatchObject({ about: 'P7', patients: ['P7'] })
    expect(JSON.stringify(registered)).not.toContain('Tazi')
  })

  test('who was refused', async () => {
    const { ask } = await watched()
    expect((await ask('GET', '/api/patients/P2/dossier', keys.medecin)).lines).toMatchObject([
      { who: 'key:medecin', status: 403, about: 'P2', patients: ['P2'] },
    ])
    expect((await ask('GET', '/api/patients/P2/dossier', keys.comptable)).lines).toHaveLength(1)
  })

  test('and nothing else: what was not there, what tells of nobody, who is nobody', async () => {
    const { ask } = await watched()
    for (const [url, key] of [
      ['/api/patients/none', keys.secretariat],
      ['/api/totaux', keys.comptable],
      ['/api/medecins', keys.secretariat],
      ['/health', keys.secretariat],
      ['/api/patients/P1', 'nobody'],
    ] as const)
      expect((await ask('GET', url, key)).lines, url).toEqual([])
  })
})

test('where it is required and cannot be: nothing is answered that would be noted, and nothing commanded', async () => {
  const { ask, trail, fake } = await watched()
  trail.admits = false
  expect(await ask('GET', '/api/patients/P1/dossier', keys.secretariat)).toEqual({ status: 503, lines: [] })
  expect(await ask('POST', '/api/patients', keys.secretariat, { nom: 'Tazi' })).toEqual({
    status: 503,
    lines: [],
  })
  expect(fake.published).toEqual([])
  expect((await ask('GET', '/api/medecins', keys.secretariat)).status).toBe(200)
})

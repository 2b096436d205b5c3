import { expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'
import { noon, patientRow, rendezvousRow } from './test/rows.ts'

interface List {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly next: string | null
}

const hour = 3_600_000

async function practice() {
  const { instance, get } = await fakeApi()
  for (let n = 0; n < 40; n++) {
    const id = `R${String(n).padStart(2, '0')}`
    instance.put('rendezvous', id, {
      ...rendezvousRow(id, `P${n % 4}`, n % 10 === 0 ? 'ANNULE' : 'ACCEPTE'),
      medecinId: `M${n % 3}`,
      // Back in time, over several days.
      dateRendezVous: noon - n * 5 * hour,
    })
  }
  /** Ids of all pages of two. */
  async function all(path: string): Promise<readonly unknown[]> {
    const ids: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { status, body } = await get(`${path}&limit=2${cursor && `&cursor=${cursor}`}`)
      expect(status).toBe(200)
      const { items, next } = body as List
      // No page is short but the last.
      if (next !== null) expect(items).toHaveLength(2)
      ids.push(...items.map(each => each.rendezVousId ?? each.patientId))
      cursor = next
    }
    return ids
  }
  return { instance, get, all }
}

test('what is of a patient or a médecin comes in the order of time, what stands alike in that of ids', async () => {
  const { all } = await practice()
  const numbers = Array.from({ length: 40 }, (_, n) => n)
  const ids = (keep: (n: number) => boolean) =>
    numbers.filter(keep).map(n => `R${String(n).padStart(2, '0')}`)
  expect(await all('/api/rendezvous?patientId=P1')).toEqual(ids(n => n % 4 === 1).reverse())
  expect(await all('/api/rendezvous?medecinId=M2')).toEqual(ids(n => n % 3 === 2).reverse())
  expect(await all('/api/rendezvous?statut=ANNULE')).toEqual(ids(n => n % 10 === 0))
  expect(await all('/api/rendezvous?patientId=P2&medecinId=M1&statut=ACCEPTE')).toEqual(
    ids(n => n % 4 === 2 && n % 3 === 1 && n % 10 !== 0).reverse(),
  )
  expect(await all('/api/rendezvous?')).toEqual(ids(() => true))
})

test('a day is the practice’s, and somebody’s', async () => {
  const { instance, all, get } = await practice()
  // 2026-05-03T23:30 in UTC is the 4th in Casablanca; 23:30 of the 4th is the 5th.
  for (const [id, time] of [
    ['X1', '2026-05-03T22:59:59Z'],
    ['X2', '2026-05-03T23:00:00Z'],
    ['X3', '2026-05-04T22:59:59Z'],
    ['X4', '2026-05-04T23:00:00Z'],
  ] as const)
    instance.put('rendezvous', id, {
      ...rendezvousRow(id, 'PX', 'ACCEPTE'),
      medecinId: 'MX',
      dateRendezVous: Date.parse(time),
    })
  expect(await all('/api/rendezvous?medecinId=MX&date=2026-05-04')).toEqual(['X2', 'X3'])
  expect(await all('/api/rendezvous?patientId=PX&date=2026-05-05')).toEqual(['X4'])
  for (const query of ['date=2026-05-04', 'date=2026-05-04&statut=ACCEPTE', 'medecinId=M1&date=2026-02-30'])
    expect((await get(`/api/rendezvous?${query}`)).status).toBe(400)
})

test('patients are found by the begin of a name, whatever its accents, until they are forgotten', async () => {
  const { instance, all, get } = await practice()
  instance.put('patients', 'P1', { ...patientRow('P1', 'Bénali'), prenom: 'Éloïse' })
  instance.put('patients', 'P2', { ...patientRow('P2', 'BENANI'), prenom: 'Omar' })
  instance.put('patients', 'P3', { ...patientRow('P3', 'Omari'), prenom: 'Ben' })
  expect(await all('/api/patients?q=benal')).toEqual(['P1'])
  // In the order of what is found; once where both names do.
  expect(await all('/api/patients?q=ben')).toEqual(['P3', 'P1', 'P2'])
  expect(await all(`/api/patients?q=${encodeURIComponent('éloïse BÉN')}`)).toEqual(['P1'])
  expect(await all('/api/patients?q=omar')).toEqual(['P2', 'P3'])
  instance.put('patients', 'P2', { ...patientRow('P2'), nom: null, prenom: null })
  expect(await all('/api/patients?q=omar')).toEqual(['P3'])
  for (const q of ['', '%20-%20', 'x'.repeat(101)])
    expect((await get(`/api/patients?q=${q}`)).status).toBe(400)
})

test('a cursor with a place that no page gave out is a problem', async () => {
  const { get } = await practice()
  const { body } = await get('/api/rendezvous?patientId=P1&limit=2')
  const [version, list] = JSON.parse(Buffer.from((body as List).next!, 'base64url').toString()) as unknown[]
  for (const place of ['x', 'zz', '0', '05', 'R01', `05${'00'.repeat(20)}`]) {
    const cursor = Buffer.from(JSON.stringify([version, list, place])).toString('base64url')
    const answer = await get(`/api/rendezvous?patientId=P1&limit=2&cursor=${cursor}`)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ faults: [{ where: 'querystring/cursor' }] })
  }
})

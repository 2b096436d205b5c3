import { expect, test } from 'vitest'
import { absencesKey, agendaKey } from '../state/keys.ts'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, noon } from './test/rows.ts'

const minute = 60_000

/** A médecin with one slot from noon to half past, and another one's day beside it. */
async function practice() {
  const fake = await fakeApi()
  fake.instance.put('medecins', 'M1', { medecinId: 'M1', dureeConsultation: 20 })
  fake.instance.put('agenda', agendaKey('M1', '2026-05-04', '13:00', 'R1'), { ...agendaRow('M1', noon) })
  fake.instance.put('agenda', agendaKey('M10', '2026-05-04', '14:00', 'R2'), {
    ...agendaRow('M10', noon + 60 * minute),
  })
  const at = (minutes: number, duration?: number) =>
    fake.get(
      `/api/medecins/M1/disponibilite?debut=${new Date(noon + minutes * minute).toISOString()}${
        duration === undefined ? '' : `&dureeMinutes=${duration}`
      }`,
    )
  return { ...fake, at }
}

test.each([
  [-20, undefined, true],
  [-19, undefined, false],
  [0, undefined, false],
  [29, 1, false],
  [30, undefined, true],
  [-60, 200, false],
  [60, 20, true],
])('%i minutes after noon, for %s: free is %s', async (minutes, duration, free) => {
  const { at } = await practice()
  const { body } = await at(minutes, duration)
  expect(body).toMatchObject({ medecinId: 'M1', libre: free })
  expect((body as { creneaux: unknown[] }).creneaux).toMatchObject(free ? [] : [{ rendezVousId: `R${noon}` }])
})

test('a slot that began days ago is in the way', async () => {
  const { instance, at } = await practice()
  const debut = noon - 3 * 24 * 60 * minute
  const row = { ...agendaRow('M1', debut), fin: noon + 120 * minute }
  instance.put('agenda', agendaKey('M1', '2026-05-01', '13:00', 'R9'), row)
  expect((await at(90)).body).toMatchObject({ libre: false, creneaux: [{ rendezVousId: `R${debut}` }] })
  expect((await at(120)).body).toMatchObject({ libre: true })
})

test('an absence is in the way, for the parts of it that were not taken back', async () => {
  const { instance, at } = await practice()
  const said = (eventId: string, time: number, absent: boolean, from: number, to: number | null) => ({
    eventId,
    time,
    absent,
    debut: noon + from * minute,
    fin: to === null ? null : noon + to * minute,
  })
  const away = said('e1', 1, true, 60, 180)
  instance.put('absences', absencesKey('M1', null), {
    v: 1,
    mois: ['2026-05'],
    evenements: [said('e3', 3, true, 600, null)],
  })
  instance.put('absences', absencesKey('M1', '2026-05'), {
    v: 1,
    mois: [],
    evenements: [away, said('e2', 2, false, 100, 140)],
  })
  const start = new Date(noon + 90 * minute).toISOString()
  expect((await at(90)).body).toMatchObject({
    libre: false,
    creneaux: [],
    absences: [{ debut: start, fin: new Date(noon + 100 * minute).toISOString() }],
  })
  expect((await at(100, 40)).body).toMatchObject({ libre: true, absences: [] })
  expect((await at(590)).body).toMatchObject({ libre: false })
})

test('of nobody it is a problem, and so is a time that is none', async () => {
  const { get } = await practice()
  const debut = new Date(noon).toISOString()
  expect((await get(`/api/medecins/M2/disponibilite?debut=${debut}`)).status).toBe(404)
  expect((await get('/api/medecins/M1/disponibilite?debut=noon')).status).toBe(400)
  expect((await get(`/api/medecins/M1/disponibilite?debut=${debut}&dureeMinutes=0`)).status).toBe(400)
})

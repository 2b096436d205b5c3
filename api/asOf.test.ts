import { expect, test } from 'vitest'
import { agendaKey } from '../state/keys.ts'
import { fakeApi } from './test/fakeApi.ts'
import { agendaRow, noon } from './test/rows.ts'

const hour = 3_600_000
const iso = (time: number) => encodeURIComponent(new Date(time).toISOString())

/** Two slots, of which the first is given up an hour after it was taken, and the second taken two hours after. */
async function past() {
  const fake = await fakeApi()
  const { instance } = fake
  instance.now = noon + 10 * hour
  instance.put('medecins', 'M1', { medecinId: 'M1' })
  const put = (id: string, row: object | null, at: number) =>
    instance.put('agenda', agendaKey('M1', '2026-06-01', id, id), row, undefined, at)
  put('R1', { ...agendaRow('M1', noon) }, noon)
  put('R1', null, noon + hour)
  put('R2', { ...agendaRow('M1', noon + hour) }, noon + 2 * hour)
  const agenda = async (at: number, more = '') => {
    const { status, body } = await fake.get(`/api/medecins/M1/agenda?at=${iso(at)}${more}`)
    return status === 200 ? (body as { items: { debut: string }[] }).items.map(({ debut }) => debut) : status
  }
  return { ...fake, agenda }
}
const first = '2026-05-04T12:00:00.000Z'
const second = '2026-05-04T13:00:00.000Z'

test('an agenda is what it was at a moment', async () => {
  const { agenda, get } = await past()
  expect(await agenda(noon - 1)).toEqual([])
  expect(await agenda(noon)).toEqual([first])
  expect(await agenda(noon + hour - 1, '&date=2026-06-01')).toEqual([first])
  expect(await agenda(noon, '&date=2026-06-02')).toEqual([])
  expect(await agenda(noon + hour)).toEqual([])
  expect(await agenda(noon + 2 * hour)).toEqual([second])
  expect(await agenda(noon + 100 * hour)).toEqual([second])
  const csv = await get(`/api/medecins/M1/agenda?format=csv&at=${iso(noon)}`)
  expect(csv.body as string).toContain(`\r\n${first},`)
})

test('its pages are of one moment: a cursor of another is refused', async () => {
  const { instance, get } = await past()
  instance.put(
    'agenda',
    agendaKey('M1', '2026-06-01', 'R0', 'R0'),
    { ...agendaRow('M1', noon) },
    undefined,
    noon,
  )
  const path = '/api/medecins/M1/agenda?limit=1'
  const { body } = await get(`${path}&at=${iso(noon)}`)
  const { next } = body as { next: string }
  expect((await get(`${path}&at=${iso(noon)}&cursor=${next}`)).body).toMatchObject({
    items: [{ rendezVousId: `R${noon}` }],
    next: null,
  })
  expect(await get(`${path}&cursor=${next}`)).toMatchObject({ status: 400 })
  expect(await get(`${path}&at=${iso(noon + hour)}&cursor=${next}`)).toMatchObject({ status: 400 })
})

test('what is longer ago than is kept is told to be gone, and from when on it is known', async () => {
  const { instance, get, agenda } = await past()
  instance.now = noon + 31 * 24 * hour
  const gone = await get(`/api/medecins/M1/agenda?at=${iso(noon)}`)
  expect(gone).toMatchObject({ status: 410, body: { since: '2026-05-05T12:00:00.000Z' } })
  expect(await agenda(noon + 24 * hour)).toEqual([second])
  expect((await get('/api/medecins/M1/agenda?at=monday')).status).toBe(400)
  expect((await get('/api/patients?at=2026-05-05T12:00:00Z')).status).toBe(400)
})

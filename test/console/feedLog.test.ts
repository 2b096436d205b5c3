import { expect, test, vi } from 'vitest'
import { FeedLog } from '../../api/console/ui/pages/feed/feedLog.ts'
import { groups, wantedOf } from '../../api/console/ui/pages/feed/source.ts'
import { isEventType } from '../../events/catalogue.ts'
import { topics } from '../../events/topics.ts'

const entry = (key: string, text = '{}') => ({
  at: '',
  what: 'facture.paid',
  key,
  place: null,
  data: {},
  text,
})
const group = (what: string) => what.slice(0, what.indexOf('.'))

test('the newest are kept, however many come, and however large they are', () => {
  const log = new FeedLog()
  for (let batch = 0; batch < 30; batch++)
    log.add(
      Array.from({ length: 250 }, (_, at) => entry(`${batch}-${at}`)),
      group,
    )
  expect([log.entries.length, log.entries[0]!.key, log.entries.at(-1)!.key]).toEqual([
    2_000,
    '22-0',
    '29-249',
  ])
  expect([log.told, log.countOf('facture')]).toEqual([7_500, 7_500])
  const large = 'x'.repeat(1_000_000)
  log.add(
    ['a', 'b', 'c', 'd', 'e'].map(key => entry(key, large)),
    group,
  )
  expect(log.entries.map(({ key }) => key)).toEqual(['b', 'c', 'd', 'e'])
  log.clear()
  log.add([entry('f')], group)
  expect(log.entries).toHaveLength(1)
})

test('what was skipped counts in the rate, and not among what was told', () => {
  vi.useFakeTimers({ now: 10_000 })
  const log = new FeedLog()
  log.add([entry('a'), entry('b')], group)
  log.skip('facture', 998)
  vi.setSystemTime(11_500)
  expect([log.rates.at(-1), log.told, log.skipped, log.countOf('facture')]).toEqual([1_000, 2, 998, 1_000])
  vi.setSystemTime(200_000)
  expect(log.rates).toEqual(Array(60).fill(0))
  vi.useRealTimers()
})

test('the kinds are those of all events', () => {
  expect(Object.values(groups).flat().sort()).toEqual(
    topics.flatMap(({ name }) => (isEventType(name) ? [name] : [])).sort(),
  )
})

test('an address says what is wanted; what makes no sense is left out', () => {
  const of = (query: string) => wantedOf(new URLSearchParams(query))
  expect(of('').groups).toHaveLength(Object.keys(groups).length)
  expect(of('groups=facture,nothing&patientId=%20P1%20&rendezVousId=R1')).toEqual({
    view: null,
    groups: ['facture'],
    where: { patientId: 'P1' },
  })
  expect(of('view=rendezvous&rendezVousId=R1').where).toEqual({ rendezVousId: 'R1' })
  expect(of('view=secrets').view).toBe(null)
})

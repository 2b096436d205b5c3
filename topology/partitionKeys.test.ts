import { TestDriver } from 'millrace/testing'
import { partitionForKey } from 'millrace/wire'
import { expect, test } from 'vitest'
import { deadLetterTopic } from '../events/topics.ts'
import { openPractice, recordsOf } from '../practice/simulate.ts'
import { partOfKey, rangeOf } from '../state/keys.ts'
import { badEventsToDeadLetters } from './badEvents.ts'
import { cabinet } from './cabinet.ts'
import { stores } from './stores.ts'

const partitions = 3
/** Stores that are read by the range of an id. */
const ranged: readonly string[] = [stores.agenda, stores.journees, stores.lignes, stores.absences].map(
  ({ name }) => name,
)
const start = Date.UTC(2026, 3, 20, 10)
const end = start + 20 * 86_400_000

/** Ids that keys escape, and some for each partition. */
const ids = ['|', 'a|b', '%', '%7C', '%257C|', 'é', ...Array.from({ length: 12 }, (_, i) => `X${i}`)]

/** What the practice of some weeks says, and of every id one patient, médecin and rendezvous. */
function* records() {
  yield* recordsOf(openPractice({ start, end, patients: 60, medecins: 6, mistakes: 3 }))
  for (const [i, id] of ids.entries()) {
    const of = (type: string, data: object) => ({
      topic: type,
      key: id,
      value: JSON.stringify({
        eventId: `${type}-${i}`,
        eventType: type,
        timestamp: new Date(end).toISOString(),
        version: '1.0',
        data,
      }),
      timestamp: end,
      headers: [],
    })
    yield of('patient.created', { patientId: id, nom: 'N' })
    yield of('medecin.created', { medecinId: id, nom: 'N' })
    yield of('medecin.unavailable', {
      medecinId: id,
      debut: '2026-06-01T09:00:00Z',
      fin: '2026-06-02T09:00:00Z',
    })
    for (const medecinId of [id, 'nobody'])
      yield of('rendezvous.created', {
        rendezVousId: medecinId === id ? id : `${id}~`,
        patientId: id,
        medecinId,
        dateRendezVous: '2026-06-04T09:00:00Z',
      })
  }
}

test('every row lies where its key leads, and where the range does that has it', async () => {
  const driver = new TestDriver(cabinet({ applicationId: 'test' }), {
    partitions,
    errors: badEventsToDeadLetters,
    deadLetterTopic,
  })
  for (const { topic, ...record } of records()) driver.add(topic, record)
  await driver.run()
  const seen: Record<string, number> = {}
  const wrong: string[] = []
  for (const { name, partitionKey } of Object.values(stores)) {
    if (!partitionKey) continue
    for (let partition = 0; partition < partitions; partition++) {
      const rows = await driver.rows(name, partition)
      if (rows.size > 0) seen[name] = (seen[name] ?? 0) + 1
      for (const key of rows.keys())
        if (partitionForKey(partitionKey(key as never), partitions) !== partition)
          wrong.push(`${name} ${key} is in ${partition}`)
      if (!ranged.includes(name)) continue
      for (const key of rows.keys()) {
        const { from, to, partitionOf } = rangeOf(partOfKey(key, 0))
        if (key < from || key >= to) continue
        if (partitionForKey(partitionKey(partitionOf as never), partitions) !== partition)
          wrong.push(`the range of ${name} ${key} is in ${partition}`)
      }
    }
  }
  expect(wrong).toEqual([])
  // Whatever is published is over with the last event of its rendezvous.
  const { publications: _, ...others } = stores
  const quiet = Object.values(others)
    .filter(({ partitionKey }) => partitionKey)
    .filter(({ name }) => !seen[name])
  expect(quiet.map(({ name }) => name)).toEqual([])
})

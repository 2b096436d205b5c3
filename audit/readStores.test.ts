import { TestDriver } from 'millrace/testing'
import { expect, test } from 'vitest'
import { fakeApi } from '../api/test/fakeApi.ts'
import { createDecoder } from '../events/decode.ts'
import { openPractice, recordsOf } from '../practice/simulate.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import { badEventsToDeadLetters } from '../topology/badEvents.ts'
import { cabinet } from '../topology/cabinet.ts'
import { compare } from './books.ts'
import { readStores } from './readStores.ts'
import { recompute } from './recompute.ts'
import type { Told } from './told.ts'

const zone = 'Africa/Casablanca'
const start = Date.UTC(2026, 0, 1)
const rules = {
  facturation: 'creation',
  montantParDefautCentimes: 20_000,
  delaiAttenteMs: 24 * 3_600_000,
  delaiPaiementMs: 10 * 86_400_000,
  zone,
  partitions: 3,
} as const

/** Days of a simulated practice through the cabinet, its stores behind the API, and the audit of both. */
test('of a practice whose stores are asked through the API nothing differs, and of one that lost a centime that does', async () => {
  const driver = new TestDriver(
    cabinet({ applicationId: 'test', zone, delaiPaiementMs: rules.delaiPaiementMs }),
    {
      partitions: 3,
      errors: badEventsToDeadLetters,
      deadLetterTopic: 'cabinet.dlq',
    },
  )
  const decode = createDecoder({ zone })
  const told: Told[] = []
  const practice = openPractice({
    seed: 7,
    patients: 40,
    medecins: 3,
    start,
    end: start + 25 * 86_400_000,
    mistakes: 3,
    broken: 0,
    zone,
  })
  for (const { topic, ...record } of recordsOf(practice)) {
    driver.add(topic, record)
    try {
      const event = decode({ topic, ...record })
      told.push({ event, recordTime: record.timestamp })
    } catch {
      // A mistake of theirs: a dead letter.
    }
  }
  await driver.run()

  const { api, instance } = await fakeApi()
  for (const { name } of Object.values(rowSchemas))
    for (const [key, row] of await driver.rows<Readonly<Record<string, unknown>>>(name))
      instance.put(name, key, row)
  const url = await api.listen({ port: 0, host: '127.0.0.1' })
  try {
    const books = recompute(told, rules)
    expect(books.rendezvous.size).toBeGreaterThan(100)
    expect(books.impayes.size).toBeGreaterThan(5)
    const years = ['2025', '2026']
    expect(compare(books, await readStores(url, years))).toEqual([])

    const [factureId, facture] = [...(await driver.rows<{ payeCentimes: number }>('factures'))][0]!
    instance.put('factures', factureId, { ...facture, payeCentimes: facture.payeCentimes + 1 })
    expect(compare(books, await readStores(url, years))).toMatchObject([
      { section: 'factures', key: factureId },
    ])
  } finally {
    await api.close()
  }
})

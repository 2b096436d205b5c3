import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fakeApi } from './test/fakeApi.ts'
import { patientRow, rendezvousRow } from './test/rows.ts'

const id = fc.integer({ min: 0, max: 40 }).map(n => `é${String(n).padStart(2, '0')}`)
const ofP1 = (id: string) => Number(id.slice(1)) % 3 !== 0

const lists = {
  patients: {
    path: '/api/patients?',
    idOf: (item: Item) => item.patientId!,
    rowOf: (id: string) => ({ ...patientRow(id) }),
    isListed: (_id: string) => true,
  },
  rendezvous: {
    path: '/api/rendezvous?patientId=P1&',
    idOf: (item: Item) => item.rendezVousId!,
    rowOf: (id: string) => ({ ...rendezvousRow(id, ofP1(id) ? 'P1' : 'P2', 'ACCEPTE') }),
    isListed: ofP1,
  },
} as const

type Item = Readonly<Record<string, string>>
interface Page {
  readonly items: readonly Item[]
  readonly next: string | null
}

test.each(['patients', 'rendezvous'] as const)(
  'pages of %s have every row once that is there throughout, whatever is written meanwhile',
  async store => {
    const { path, idOf, rowOf, isListed } = lists[store]
    const { instance, get } = await fakeApi()
    const written = new Set<string>()
    const write = (id: string, row: object | null) => {
      written.add(id)
      instance.put(store, id, row)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { maxLength: 25 }),
        // Between a page and the next.
        fc.array(fc.array(fc.record({ id, there: fc.boolean() }), { maxLength: 6 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (ids, writes, limit) => {
          for (const id of written) write(id, null)
          for (const id of ids) write(id, rowOf(id))
          const throughout = new Set(ids)
          const ever = new Set(ids)
          const seen: string[] = []
          for (let cursor: string | null = '', turn = 0; cursor !== null; turn++) {
            const { body } = await get(`${path}limit=${limit}${cursor && `&cursor=${cursor}`}`)
            const { items, next } = body as Page
            seen.push(...items.map(idOf))
            cursor = next
            for (const { id, there } of writes[turn] ?? []) {
              write(id, there ? rowOf(id) : null)
              if (there) ever.add(id)
              else if (cursor !== null) throughout.delete(id)
            }
          }
          expect(seen).toEqual([...new Set(seen)].sort())
          expect([...throughout].filter(isListed).filter(id => !seen.includes(id))).toEqual([])
          expect(seen.filter(id => !ever.has(id) || !isListed(id))).toEqual([])
        },
      ),
      { numRuns: 100 },
    )
  },
)

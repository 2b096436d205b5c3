import type { TotauxRow } from '../../state/totauxRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { showTotaux, totauxSchema } from '../resources/totaux.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse } from './problemResponses.ts'

/** `GET /api/totaux`. */
export function totauxRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/totaux',
    {
      schema: {
        summary: 'The practice in figures',
        tags: ['queries'],
        response: { 200: totauxSchema, ...awayResponse },
      },
    },
    async ({ freshness }) => {
      // One row a partition.
      const { rows: sums } = await rows.page(stores.totaux.name, { limit: 1_000 }, freshness)
      let medecins = 0
      for (let after: string | null | undefined; after !== null; ) {
        const page = await rows.page(
          stores.medecins.name,
          { limit: 1_000, ...(after !== undefined && { after }) },
          freshness,
        )
        medecins += page.rows.filter(([, row]) => row.connuLe !== null).length
        after = page.next
      }
      return showTotaux(
        sums.map(([, row]) => row as unknown as TotauxRow),
        medecins,
      )
    },
  )
}

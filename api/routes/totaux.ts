import type { TotauxRow } from '../../state/totauxRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { showTotaux, totauxSchema } from '../resources/totaux.ts'
import { everyRow } from '../rows/everyRow.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse } from './problemResponses.ts'

/** `GET /api/totaux`. */
export function totauxRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/totaux',
    {
      config: { access: { roles: ['secretariat', 'comptable'] }, etag: true },
      schema: {
        summary: 'The practice in figures',
        tags: ['queries'],
        response: { 200: totauxSchema, ...awayResponse },
      },
    },
    async ({ freshness }) => {
      const sums: TotauxRow[] = []
      for await (const row of everyRow(rows, stores.totaux.name, {}, freshness))
        sums.push(row as unknown as TotauxRow)
      let medecins = 0
      for await (const { connuLe } of everyRow(rows, stores.medecins.name, {}, freshness))
        if (connuLe !== null) medecins++
      return showTotaux(sums, medecins)
    },
  )
}

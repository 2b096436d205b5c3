import { Type } from 'typebox'
import type { DossierRow, LigneRow } from '../../state/dossierRow.ts'
import { rangeOf } from '../../state/keys.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { Cursors } from '../cursor.ts'
import { notFound } from '../problems.ts'
import { dossierSchema, showDossier } from '../resources/dossier.ts'
import type { Rows } from '../rows/rows.ts'
import { pageOf, paging } from './paging.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'

/** `GET /api/patients/{id}/dossier`. */
export function dossierRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/patients/:id/dossier',
    {
      config: { access: { roles: ['secretariat'], medecin: 'his-patient', trail: 'read' }, etag: true },
      schema: {
        summary: 'A patient’s dossier: identity, rendezvous with their consultations and invoices, balance',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(paging, { additionalProperties: false }),
        response: { 200: dossierSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async request => {
      const { id } = request.params
      const cursors = new Cursors(request)
      const query = { ...pageOf(request.query, cursors, 500), ...rangeOf(id) }
      const [row, lignes] = await Promise.all([
        rows.get(stores.dossiers.name, id, request.freshness),
        rows.page(stores.lignes.name, query, request.freshness),
      ])
      if (row === null) throw notFound('dossier', id)
      return showDossier(
        row as unknown as DossierRow,
        lignes.rows.map(([, ligne]) => ligne as unknown as LigneRow),
        cursors.write(lignes.next),
      )
    },
  )
}

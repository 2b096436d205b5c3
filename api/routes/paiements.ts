import { Type } from 'typebox'
import type { FactureRow } from '../../state/factureRow.ts'
import type { RendezvousRow } from '../../state/rendezvousRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { notFound } from '../problems.ts'
import { factures } from '../resources/factures.ts'
import { paiementsSchema, showPaiements } from '../resources/paiements.ts'
import type { Rows } from '../rows/rows.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'

/** `GET /api/factures/{id}/paiements`. */
export function paiementsRoute(app: Api, rows: Rows): void {
  app.get(
    '/api/factures/:id/paiements',
    {
      config: { access: factures.access.one, etag: true },
      schema: {
        summary: 'The payments of a facture: under way, received, failed',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        response: { 200: paiementsSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async ({ params: { id }, freshness }) => {
      const facture = await rows.get(stores.factures.name, id, freshness)
      if (facture === null) throw notFound('facture', id)
      const shown = facture as unknown as FactureRow
      // They are its rendezvous': what settles an invoice may come before it.
      const rendezvous = await rows.get(stores.rendezvous.name, shown.rendezVousId, freshness)
      return showPaiements(shown, (rendezvous as unknown as RendezvousRow | null)?.paiements ?? [])
    },
  )
}

import type { FastifyRequest } from 'fastify'
import type { Own } from './access.ts'
import type { OwnRows } from './ownRows.ts'
import { forbidden } from './refusals.ts'

/** Lets a médecin's request pass as far as it is his: rejects with a Problem, or narrows the list that it asks for. */
export async function narrow(
  request: FastifyRequest,
  own: Exclude<Own, 'everything'>,
  medecinId: string,
  rows: OwnRows,
): Promise<void> {
  const { id = '' } = (request.params ?? {}) as { readonly id?: string }
  if (!(await isHis())) throw forbidden()

  async function isHis(): Promise<boolean> {
    switch (own) {
      case 'himself':
        return id === medecinId
      case 'his-patient':
        return rows.isHisPatient(medecinId, id)
      case 'his-rows': {
        const query = request.query as { medecinId?: string }
        query.medecinId ??= medecinId
        return query.medecinId === medecinId
      }
      default:
        return rows.isHis(own, medecinId, id)
    }
  }
}

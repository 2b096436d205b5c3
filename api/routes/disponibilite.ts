import { Type } from 'typebox'
import { createZone } from '../../events/zone.ts'
import { absentDe } from '../../processors/absence.ts'
import type { AgendaRow } from '../../state/agendaRow.ts'
import { rangeOf } from '../../state/keys.ts'
import type { MedecinRow } from '../../state/medecinRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Api } from '../api.ts'
import { invalid, notFound } from '../problems.ts'
import { creneauSchema, showCreneau } from '../resources/agenda.ts'
import { id, instant } from '../resources/fields.ts'
import { absencesOf } from '../rows/absencesOf.ts'
import { everyRow } from '../rows/everyRow.ts'
import type { Rows } from '../rows/rows.ts'
import { when } from '../when.ts'
import { awayResponse, invalidResponse, missingResponse } from './problemResponses.ts'

/** No slot is longer: what begins earlier is over. */
const longestMinutes = 10_080
const defaultMinutes = 30

const disponibiliteSchema = Type.Object({
  medecinId: id(),
  debut: instant(),
  fin: instant(),
  libre: Type.Boolean({
    description: 'As committed now. Whether a rendezvous gets it is decided by the stream',
  }),
  creneaux: Type.Array(creneauSchema, { description: 'What is in the way, in the order of time' }),
  absences: Type.Array(Type.Object({ debut: instant(), fin: instant() }), {
    description: 'The parts of it for which the médecin is away',
  }),
})

/** `GET /api/medecins/{id}/disponibilite`: is the slot free? */
export function disponibiliteRoute(app: Api, rows: Rows, zoneName: string): void {
  const zone = createZone(zoneName)
  const dayOf = (time: number) => new Date(zone.toLocal(time)).toISOString().slice(0, 10)
  app.get(
    '/api/medecins/:id/disponibilite',
    {
      config: { access: { roles: ['secretariat'], medecin: 'himself', trail: 'read' } },
      schema: {
        summary: 'Whether a slot of a médecin is free',
        tags: ['queries'],
        params: Type.Object({ id: Type.String() }),
        querystring: Type.Object(
          {
            debut: Type.String({ format: 'date-time', description: 'Begin of the slot' }),
            dureeMinutes: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: longestMinutes,
                description: 'Default: the médecin’s, else 30',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: disponibiliteSchema, ...invalidResponse, ...missingResponse, ...awayResponse },
      },
    },
    async ({ params, query, freshness }) => {
      const medecin = (await rows.get(stores.medecins.name, params.id, freshness)) as MedecinRow | null
      if (medecin === null) throw notFound('médecin', params.id)
      const debut = Date.parse(query.debut)
      if (Number.isNaN(debut)) throw invalid([{ where: 'querystring/debut', message: unreadable }])
      const fin = debut + (query.dureeMinutes ?? medecin.dureeConsultation ?? defaultMinutes) * 60_000
      const range = {
        from: rangeOf(params.id, dayOf(debut - longestMinutes * 60_000)).from,
        to: rangeOf(params.id, dayOf(fin)).to,
        partitionOf: rangeOf(params.id).from,
      }
      const creneaux: AgendaRow[] = []
      for await (const row of everyRow(rows, stores.agenda.name, range, freshness)) {
        const creneau = row as unknown as AgendaRow
        if (creneau.debut < fin && creneau.fin > debut) creneaux.push(creneau)
      }
      const said = await absencesOf(rows, params.id, freshness, { debut, fin })
      const absences = absentDe(said, { debut, fin })
      return {
        medecinId: params.id,
        debut: when(debut)!,
        fin: when(fin)!,
        libre: creneaux.length === 0 && absences.length === 0,
        creneaux: creneaux.map(showCreneau),
        absences: absences.map(each => ({ debut: when(each.debut)!, fin: when(each.fin)! })),
      }
    },
  )
}

const unreadable = { en: 'is not a date and time', fr: 'n’est pas une date et une heure' }

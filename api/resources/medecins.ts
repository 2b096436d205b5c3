import { Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { MedecinRow } from '../../state/medecinRow.ts'
import { stores } from '../../topology/stores.ts'
import { when } from '../when.ts'
import { id, nullableAmount, nullableInstant, nullableInteger, nullableText } from './fields.ts'
import { resource } from './resource.ts'

export const medecins = resource({
  path: 'medecins',
  store: stores.medecins,
  singular: 'médecin',
  access: {
    list: { roles: ['secretariat', 'comptable'], medecin: 'everything' },
    one: { roles: ['secretariat', 'comptable', 'interne'], medecin: 'everything' },
  },
  filters: {},
  schema: Type.Object({
    medecinId: id(),
    nom: nullableText(),
    specialite: nullableText(),
    email: nullableText(),
    tarif: nullableAmount('Decimal; null: the practice’s default'),
    dureeConsultation: nullableInteger('Minutes; null: the practice’s default'),
    connuLe: nullableInstant('Null while only updates have come: the médecin is not known yet'),
  }),
  show: (row: MedecinRow) => ({
    medecinId: row.medecinId,
    nom: row.nom,
    specialite: row.specialite,
    email: row.email,
    tarif: row.tarifCentimes === null ? null : toDecimal(row.tarifCentimes),
    dureeConsultation: row.dureeConsultation,
    connuLe: when(row.connuLe),
  }),
})

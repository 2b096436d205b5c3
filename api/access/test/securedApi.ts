import { agendaKey, ligneKey } from '../../../state/keys.ts'
import type { ApiOptions } from '../../apiOptions.ts'
import { type FakeApi, fakeApi } from '../../test/fakeApi.ts'
import { agendaRow, dossierRow, ligneRow, noon, patientRow, rendezvousRow } from '../../test/rows.ts'
import { AccessKeys, createKey, internalKey, readKeys } from '../accessKeys.ts'
import { type ApiAccess, openAccess } from '../apiAccess.ts'
import { type Authenticator, firstOf } from '../authenticator.ts'
import { type Role, roles } from '../role.ts'

export const internalSecret = 'a-secret-of-the-cabinet-s-own-processes'

const drawn = roles.map(role => [role, createKey(role, [role], role === 'medecin' ? 'M1' : null)] as const)

/** A key of each role; the médecin's is M1's. */
export const keys = {
  ...(Object.fromEntries(drawn.map(([role, { key }]) => [role, key])) as Record<Role, string>),
  interne: internalSecret,
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

export interface SecuredOptions extends Partial<ApiOptions> {
  readonly rules?: Partial<ApiAccess>
  /** Beside the keys. */
  readonly others?: readonly Authenticator[]
}

/** An API that asks who is there, over rows of two médecins: M1 has P1, M2 has P2. */
export async function securedApi({ rules, others = [], ...options }: SecuredOptions = {}): Promise<FakeApi> {
  const known = readKeys(drawn.map(([, { line }]) => line).join('\n'))
  const fake = await fakeApi({
    ...options,
    access: {
      ...openAccess,
      authenticator: firstOf([new AccessKeys([...known, internalKey(internalSecret)]), ...others]),
      internalSecret,
      ...rules,
    },
  })
  for (const n of ['1', '2']) {
    const [patient, medecin, rdv] = [`P${n}`, `M${n}`, `R${n}`]
    const derived = { rendezVousId: rdv, patientId: patient, medecinId: medecin }
    fake.instance
      .put('patients', patient, { ...patientRow(patient, 'Alami') })
      .put('medecins', medecin, {
        medecinId: medecin,
        nom: 'Bennani',
        specialite: null,
        email: null,
        tarifCentimes: null,
        dureeConsultation: null,
        connuLe: noon,
      })
      .put('rendezvous', rdv, { ...rendezvousRow(rdv, patient, 'ACCEPTE'), medecinId: medecin })
      .put('dossiers', patient, { ...dossierRow(patient) })
      .put('lignes', ligneKey(patient, rdv), { ...ligneRow(patient, rdv), medecinId: medecin })
      .put('agenda', agendaKey(medecin, '2026-05-04', '13:00', rdv), {
        ...agendaRow(medecin, noon),
        patientId: patient,
      })
      .put('consultations', `C${n}`, {
        consultationId: `C${n}`,
        ...derived,
        specialite: null,
        dateConsultation: noon,
        montantCentimes: 1,
        creeeLe: noon,
        dureeMinutes: 30,
        statut: 'CREEE',
      })
      .put('factures', `F${n}`, {
        factureId: `F${n}`,
        consultationId: `C${n}`,
        ...derived,
        montantCentimes: 100,
        payeCentimes: 0,
        statut: 'EMISE',
        emiseLe: noon,
        echeanceLe: noon,
      })
  }
  return fake
}

import { describe, expect, test } from 'vitest'
import { authorizeFeed, type Wanted } from './authorizeFeed.ts'
import { everybody } from './principal.ts'
import type { Role } from './role.ts'

const own = {
  isHisPatient: async (medecinId: string, patientId: string) => medecinId === 'M1' && patientId === 'P1',
}
const views = [
  'patients',
  'medecins',
  'rendezvous',
  'consultations',
  'factures',
  'agenda',
  'dossiers',
  'lignes',
  'another',
]

const asked = (roles: readonly Role[], wanted: Partial<Wanted>, medecinId: string | null = null) =>
  authorizeFeed({ id: 'x', roles, medecinId }, { where: {}, ...wanted }, own).catch(({ status }) => status)

const allowed = async (roles: readonly Role[], where: Wanted['where'], medecinId: string | null = null) => {
  const answers = await Promise.all(
    views.map(async view => [view, await asked(roles, { view, where }, medecinId)]),
  )
  return Object.fromEntries(answers.filter(([, answer]) => answer !== 403))
}

describe('the feed', () => {
  test('secretariat and whoever needs not say who he is are told everything', async () => {
    expect(Object.keys(await allowed(['secretariat'], {}))).toEqual(views)
    expect(await authorizeFeed(everybody, { view: 'dossiers', where: {} }, own)).toEqual({})
  })

  test('comptable: accounts, and nothing medical', async () => {
    expect(Object.keys(await allowed(['comptable'], {}))).toEqual(['medecins', 'factures'])
    expect(await asked(['comptable'], { topics: ['facture.paid', 'facture.created'] })).toEqual({})
    expect(await asked(['comptable'], { topics: ['facture.paid', 'consultation.created'] })).toBe(403)
    expect(await asked(['comptable'], { topics: [] })).toBe(403)
  })

  test('admin and observation: nothing', async () => {
    expect(await allowed(['admin', 'observation'], {})).toEqual({})
  })

  test('médecin: what is his', async () => {
    const his = { medecinId: 'M1' }
    expect(await allowed(['medecin'], {}, 'M1')).toEqual({
      medecins: {},
      rendezvous: his,
      consultations: his,
      factures: his,
      agenda: his,
    })
    const ofP1 = { patientId: 'P1' }
    expect(await allowed(['medecin'], ofP1, 'M1')).toMatchObject({
      patients: ofP1,
      dossiers: ofP1,
      lignes: ofP1,
    })
    expect(await asked(['medecin'], { view: 'dossiers', where: { patientId: 'P2' } }, 'M1')).toBe(403)
    expect(await asked(['medecin'], { view: 'agenda', where: { medecinId: 'M2' } }, 'M1')).toBe(403)
    expect(await asked(['medecin'], { topics: ['consultation.created'] }, 'M1')).toEqual(his)
    expect(await asked(['medecin'], { view: 'agenda' })).toBe(403)
  })
})

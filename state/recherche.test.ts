import { expect, it } from 'vitest'
import { nomsDe, normalise } from './recherche.ts'

it.each([
  ['Dûpont', 'dupont'],
  ['  LE   Gall-Ætna ', 'le gall ætna'],
  ["N'Diaye", 'n diaye'],
  ['El Fassí\u0301', 'el fassi'],
  ['محمد', 'محمد'],
  ['—', ''],
])('%j is looked for as %j', (text, expected) => {
  expect(normalise(text)).toBe(expected)
})

it('a patient is found by surname and by first name; one without a name is not', () => {
  expect(nomsDe({ nom: 'Dûpont', prenom: 'Éloïse' })).toEqual(['dupont eloise', 'eloise dupont'])
  expect(nomsDe({ nom: 'Dûpont', prenom: null })).toEqual(['dupont'])
  expect(nomsDe({ nom: null, prenom: null })).toEqual([])
})

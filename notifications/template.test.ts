import { expect, test } from 'vitest'
import { modelNames, render } from './template.ts'

const zone = 'Africa/Casablanca'
const date = Date.UTC(2026, 3, 21, 9)
const rendezVous = { date, medecin: 'Dr Salma Tazi' }

test('a confirmation says when, with whom, and to whom', () => {
  const { subject, text } = render('confirmation', {}, { rendezVous }, { name: 'Anas Rami', zone })
  expect(subject).toBe('Votre rendez-vous est confirmé')
  expect(text).toContain('Bonjour Anas Rami,')
  expect(text).toContain('avec Dr Salma Tazi le mardi 21 avril 2026 à 10:00')
})

test('an invoice says how much', () => {
  const { text } = render('facture', { montant: 349.99 }, { rendezVous }, { name: null, zone })
  expect(text).toContain('de 349,99 DH')
})

test.each([...modelNames, 'something new', null])('%s reads well when nothing is known', modele => {
  const { subject, text } = render(modele, null, { rendezVous: null }, { name: null, zone })
  expect(subject).not.toBe('')
  expect(text).toMatch(/^Bonjour,\n/)
  expect(text).not.toMatch(/undefined|null|NaN| {2}| \./)
})

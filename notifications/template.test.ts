import { expect, test } from 'vitest'
import { isOutdated } from './isOutdated.ts'
import { modelNames, render } from './template.ts'

const zone = 'Africa/Casablanca'
const date = Date.UTC(2026, 3, 21, 9)
const facts = { rendezVous: { date, statut: 'ACCEPTE' }, medecin: 'Dr Salma Tazi' }

test('a confirmation says when, with whom, and to whom', () => {
  const { subject, text } = render('confirmation', {}, facts, { name: 'Anas Rami', zone })
  expect(subject).toBe('Votre rendez-vous est confirmé')
  expect(text).toContain('Bonjour Anas Rami,')
  expect(text).toContain('avec Dr Salma Tazi le mardi 21 avril 2026 à 10:00')
})

test('an invoice says how much', () => {
  const { text } = render('facture', { montant: 349.99 }, facts, { name: null, zone })
  expect(text).toContain('de 349,99 DH')
})

test.each([...modelNames, 'something new', null])('%s reads well when nothing is known', modele => {
  const { subject, text } = render(modele, null, { rendezVous: null, medecin: null }, { name: null, zone })
  expect(subject).not.toBe('')
  expect(text).toMatch(/^Bonjour,\n/)
  expect(text).not.toMatch(/undefined|null|NaN| {2}| \./)
})

test('the date is that of the event, whatever has become of the rendezvous since', () => {
  const donnees = { dateRendezVous: new Date(date + 86_400_000).toISOString() }
  expect(render('annulation', donnees, facts, { name: null, zone }).text).toContain('mercredi 22 avril')
})

const about = { dateRendezVous: new Date(date).toISOString() }
test.each([
  ['rappel', about, 'ACCEPTE', date, date - 1, false],
  ['rappel', about, 'CONFIRME', date, date + 1, true],
  ['rappel', about, 'ANNULE', date, date - 1, true],
  ['rappel', about, 'ACCEPTE', date + 1, date - 1, true],
  ['confirmation', about, 'ANNULE', date + 1, date - 1, false],
  ['confirmation', about, 'ACCEPTE', date, date + 1, true],
  ['facture', about, 'TERMINE', date, date + 1, false],
  ['confirmation', {}, 'ACCEPTE', date, date + 1, false],
])('%s about %o, now %s at %i: at %i outdated is %s', (modele, donnees, statut, then, now, outdated) => {
  expect(isOutdated(modele, donnees, { rendezVous: { date: then, statut } }, now)).toBe(outdated)
})

import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

/** What happens shows as it is committed; it stands still when told to; a rendezvous is followed through all that it caused. */
export async function feed({ page, url, api, screenshot, sound }: ConsolePart): Promise<void> {
  // Of a run of its own, where the cabinet goes on.
  const [P, M, R] = ['P', 'M', 'R'].map(each => `${each}-FEED-${Date.now().toString(36)}`) as [
    string,
    string,
    string,
  ]
  await page.goto(`${url}/#/feed`)
  await page.getByText(/Live$/).waitFor()
  await sound('feed-empty')
  await api('/api/patients', { patientId: P, nom: 'Idrissi', prenom: 'Salma' })
  await api('/api/medecins', { medecinId: M, nom: 'Dr Omar Fassi' })
  const of = { patientId: P, medecinId: M }
  await api('/api/rendezvous', { ...of, rendezVousId: R, dateRendezVous: '2031-06-05T10:00:00Z' })
  const shown = (name: string | RegExp) => page.getByRole('button', { name }).first()
  await shown(`Inspect patient.created ${P}`).waitFor()
  await shown(`Inspect rendezvous.created ${R}`).waitFor()
  await shown(/^Inspect consultation\.created /).waitFor()
  await shown(/^Inspect facture\.created /).waitFor()
  await sound('feed')

  await page.getByRole('button', { name: 'Pause' }).click()
  await api(`/api/rendezvous/${R}/confirmation`, {})
  await page.getByRole('button', { name: /^Go on \([1-9]\d* more\)$/ }).waitFor()
  expect(await shown(`Inspect rendezvous.confirmed ${R}`).count()).toBe(0)
  await page.getByRole('button', { name: /^Go on/ }).click()
  await shown(`Inspect rendezvous.confirmed ${R}`).waitFor()
  await page.getByLabel('Contains').fill(P)
  await shown(`Inspect rendezvous.confirmed ${R}`).waitFor({ state: 'hidden' })

  await shown(`Inspect rendezvous.created ${R}`).click()
  const event = page.getByRole('dialog', { name: `rendezvous.created ${R}` })
  await event.getByText(/^rendezvous\.created\[\d\]@\d+$/).waitFor()
  await sound('feed-event')
  await event.getByRole('link', { name: 'Follow this rendezvous' }).click()
  await page.getByText('CONFIRME: accepted as it was asked for; it was confirmed').waitFor()
  await page.getByText('The cabinet answers the same').waitFor()
  await page.getByRole('button', { name: 'rendezvous.confirmed' }).click()
  expect(await page.evaluate('document.activeElement.textContent')).toContain('rendezvous.confirmed')
  await sound('feed-follow')

  // Changes of a view, narrowed.
  await page.goto(`${url}/#/feed?view=patients&patientId=${P}`)
  await page.getByText(/Live$/).waitFor()
  await api('/api/patients', { patientId: P, nom: 'Idrissi', prenom: 'Selma' })
  await shown(`Inspect patients ${P}`).click()
  await page
    .getByRole('dialog', { name: `patients ${P}` })
    .getByText('"Selma"')
    .waitFor()
  await screenshot('feed-row')
}

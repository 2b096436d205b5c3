import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

/** Revenue and occupancy of a month, of the practice and of one médecin, in figures that are known; the year; what comes in shows. */
export async function activite({ page, url, api, screenshot, sound }: ConsolePart): Promise<void> {
  await api('/api/patients', { patientId: 'P-ACTIVITE', nom: 'Filali', prenom: 'Adam' })
  await api('/api/medecins', {
    medecinId: 'M-ACTIVITE-1',
    nom: 'Dr Lina Tahiri',
    tarif: 300,
    dureeConsultation: 30,
  })
  await api('/api/medecins', {
    medecinId: 'M-ACTIVITE-2',
    nom: 'Dr Reda Sqalli',
    tarif: 150,
    dureeConsultation: 20,
  })
  const book = (medecinId: string, dateRendezVous: string) =>
    api('/api/rendezvous', { patientId: 'P-ACTIVITE', medecinId, dateRendezVous })
  await book('M-ACTIVITE-1', '2033-06-07T09:00:00+01:00')
  await book('M-ACTIVITE-1', '2033-06-07T09:45:00+01:00')

  await page.goto(`${url}/#/activite?periode=2033-06`)
  const figure = (label: string, value: string) =>
    page.locator('.figure').filter({ hasText: label }).getByText(value, { exact: true }).waitFor()
  await figure('Revenue, June 2033', '600.00')
  await figure('Time booked', '1 h')
  // While it is looked at, another one is booked.
  await book('M-ACTIVITE-2', '2033-06-08T14:00:00+01:00')
  await figure('Revenue, June 2033', '750.00')
  await figure('Mean invoice', '250.00')

  const figures = page.getByText('The figures as a table')
  await figures.first().click()
  await page.getByRole('row', { name: /Tue, 7 June 2033 2 2 600\.00/ }).waitFor()
  await figures.last().click()
  const hours = page.getByRole('table', { name: /by hour, June 2033$/ })
  await hours.getByRole('row', { name: 'Tue, 7 June 2033 45 15 – – – –' }).waitFor()
  await page.getByRole('img', { name: /Revenue, June 2033: 750\.00/ }).waitFor()
  await figures.first().click()
  await figures.last().click()

  await page.getByRole('button', { name: 'Dr Lina Tahiri' }).click()
  await page.getByRole('heading', { name: 'Revenue · Dr Lina Tahiri · June 2033' }).waitFor()
  await page.getByRole('img', { name: /Revenue, June 2033: 600\.00/ }).waitFor()
  await screenshot('activite-medecin')
  await page.getByLabel('Whose').selectOption('')
  await page.getByLabel('Year').check({ force: true })
  await page.getByRole('img', { name: /Revenue, 2033: / }).waitFor()
  await page.getByRole('button', { name: 'Period before' }).click()
  await page.getByRole('heading', { name: /Revenue · The whole practice · 2032/ }).waitFor()

  await page.getByRole('button', { name: 'Today' }).click()
  await page.getByLabel('Month').check({ force: true })
  // A bar for each day, whatever month it is.
  await expect.poll(() => page.locator('.plot-bar').count()).toBeGreaterThanOrEqual(28)
  await sound('activite')
}

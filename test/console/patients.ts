import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

/** A patient is registered, found, booked for (which shows by itself), changed and erased. */
export async function patients({ page, url, api, screenshot, sound }: ConsolePart): Promise<void> {
  await api('/api/medecins', { medecinId: 'M-PATIENTS', nom: 'Dr Hind Sebti', tarif: 180 })
  await page.goto(`${url}/#/patients`)
  await page.getByRole('button', { name: 'New patient' }).click()
  const form = page.getByRole('dialog', { name: 'New patient' })
  await form.getByLabel('Surname').fill('Zouitén')
  await form.getByLabel('First name').fill('Yasmine')
  await form.getByLabel('Telephone').fill('+212 6 00 11 22 33')
  await form.getByRole('button', { name: 'Register' }).click()
  await form.getByText('The practice knows Yasmine Zouitén').waitFor()
  await form.getByText(/^patient\.created\[\d\]@\d+$/).waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Done')
  await sound('patients-new')
  await form.getByRole('link', { name: 'Open the dossier' }).click()

  await page.getByRole('heading', { name: 'Yasmine Zouitén' }).waitFor()
  await page.getByText('No rendezvous').waitFor()
  const patientId = decodeURIComponent(page.url().split('/').at(-1)!)
  const dateRendezVous = '2033-04-06T09:00:00Z'
  await api('/api/rendezvous', { patientId, medecinId: 'M-PATIENTS', dateRendezVous })
  const line = page.getByRole('row', { name: /6 Apr 2033.*Dr Hind Sebti.*Accepted.*Issued/ })
  await line.waitFor()
  await sound('patients-dossier')

  await page.getByRole('button', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit' })
  expect(await edit.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await edit.getByLabel('Telephone').fill('+212 6 99 88 77 66')
  await edit.getByRole('button', { name: 'Save' }).click()
  await edit.getByText('Changed, wherever the patient is shown').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('+212 6 99 88 77 66').waitFor()

  await page.getByRole('link', { name: 'All patients' }).click()
  const search = page.getByRole('searchbox')
  await search.fill('yasmine zou')
  await page.getByRole('row', { name: /Yasmine Zouitén/ }).waitFor()
  await page.getByText('1 in all').waitFor()
  await screenshot('patients-found')
  await search.fill('nobody at all')
  await page.getByText('Nobody whose name begins with “nobody at all”').waitFor()
  await search.fill('')
  await page
    .getByRole('button', { name: 'Show more' })
    .or(page.getByText(/in all$/))
    .first()
    .waitFor()
  await sound('patients')

  await page.goto(`${url}/#/patients/${patientId}`)
  await page.getByRole('button', { name: 'Erase' }).click()
  const erase = page.getByRole('dialog', { name: 'Erase Yasmine Zouitén?' })
  await erase.getByRole('button', { name: 'Erase' }).click()
  await erase.getByText('All personal data is gone').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('This patient asked to be forgotten').waitFor()
  await page.getByRole('row', { name: /6 Apr 2033.*Cancelled/ }).waitFor()
  expect(await page.getByText('Zouitén').count()).toBe(0)
}

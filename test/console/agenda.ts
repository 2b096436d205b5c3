import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

interface Creneau {
  readonly debut: string
  readonly rendezVousId: string
}

/** A free slot is booked, confirmed, moved and cancelled; another into the same slot is refused; the week; the keyboard. */
export async function agenda({ page, url, api, screenshot, sound }: ConsolePart): Promise<void> {
  await api('/api/patients', { patientId: 'P-AGENDA', nom: 'Zerhouni', prenom: 'Nawal' })
  // A Thursday of a year in which the practice of the demo has nothing, and of a médecin who is never away.
  const { eventId } = await api<{ eventId: string }>('/api/medecins', {
    medecinId: 'M-AGENDA',
    nom: 'Dr Aya Amrani',
    dureeConsultation: 30,
  })
  await api(`/api/medecins/M-AGENDA?event=${eventId}&wait=20`)
  const day = '2031-05-08'
  await page.goto(`${url}/#/agenda?day=${day}`)
  await page.getByRole('heading', { name: 'Thursday, 8 May 2031' }).waitFor()
  const free = page.getByRole('button', { name: 'Free at 10:00, Aya Amrani: book' })
  await free.click()

  const booking = page.getByRole('dialog', { name: 'Book a rendezvous' })
  await booking.getByRole('button', { name: 'Book', exact: true }).click()
  await booking.getByText('Choose a patient from the list.').waitFor()
  await booking.getByRole('combobox', { name: 'Patient' }).fill('zerh')
  await booking.getByRole('option', { name: /Nawal Zerhouni/ }).waitFor()
  await page.keyboard.press('Enter')
  await booking.getByLabel('Motif').fill('contrôle')
  await booking.getByRole('button', { name: 'Book', exact: true }).click()
  await booking.getByText('Accepted: the slot is taken').waitFor()
  await booking.getByText(/^rendezvous\.created\[\d\]@\d+$/).waitFor()
  await screenshot('agenda-booked')
  // Once more, the same slot: the stream refuses it.
  await booking.getByRole('button', { name: 'Book', exact: true }).click()
  await booking.getByText('The slot is taken already.').waitFor()
  await screenshot('agenda-refused')
  await booking.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: '10:00 Nawal Zerhouni, until 10:30, To confirm' }).click()
  const slot = page.getByRole('dialog', { name: 'Rendezvous' })
  await slot.getByRole('button', { name: 'Confirm' }).click()
  await slot.getByText('Accepted: the rendezvous is confirmed').waitFor()
  await slot.getByRole('button', { name: 'Move' }).click()
  await slot.getByLabel('Time').fill('15:30')
  await slot.getByRole('button', { name: 'Move' }).click()
  await slot.getByText(/15:30 · 30 min/).waitFor()
  await sound('agenda-rendezvous')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '15:30 Nawal Zerhouni, until 16:00, Confirmed' }).waitFor()
  await free.waitFor()
  await sound('agenda-day')

  // By keyboard: one stop, then arrows.
  await free.focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Free at 10:30, Aya Amrani: book',
  )
  expect(await page.locator('.agenda [tabindex="0"]').count()).toBe(1)
  await page.keyboard.press('ArrowRight')
  const { column, from } = await page.evaluate<{ column: string; from: string }>(
    `({ column: document.activeElement.closest('[data-column]').dataset.column, from: document.activeElement.dataset.from })`,
  )
  expect(column).not.toBe(`M-AGENDA@${day}`)
  expect(Math.abs(Number(from) - 630)).toBeLessThanOrEqual(15)

  await page.getByLabel('Week').check({ force: true })
  await page.getByLabel('Médecin').selectOption('M-AGENDA')
  await page
    .getByRole('region', { name: 'Thu 8 May' })
    .getByRole('button', { name: /^15:30/ })
    .click()
  await slot.getByRole('button', { name: 'Cancel it' }).click()
  await slot.getByLabel('Reason').fill('patient empêché')
  await slot.getByRole('button', { name: 'Cancel this rendezvous' }).click()
  await slot.getByText('Accepted: the rendezvous is cancelled').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Free at 15:30, Thu 8 May: book' }).waitFor()
  await sound('agenda-week')
  const { items } = await api<{ items: Creneau[] }>(`/api/medecins/M-AGENDA/agenda?date=${day}`)
  expect(items).toEqual([])
}

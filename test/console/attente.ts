import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

/** Who is expected today, whatever day it is; and a request that waits for its patient until he is known. */
export async function attente({ page, url, api, sound }: ConsolePart): Promise<void> {
  const now = Date.now()
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
  await api('/api/patients', { patientId: 'P-ATTENTE', nom: 'Mansouri', prenom: 'Yto' })
  const { eventId } = await api<{ eventId: string }>('/api/medecins', {
    medecinId: 'M-ATTENTE',
    nom: 'Dr Idir Amellal',
    dureeConsultation: 20,
  })
  await api(`/api/medecins/M-ATTENTE?event=${eventId}&wait=20`)
  const ask = (rendezVousId: string, patientId: string, dateRendezVous: string) =>
    api('/api/rendezvous', { rendezVousId, patientId, medecinId: 'M-ATTENTE', dateRendezVous })
  await ask('R-ATTENTE-1', 'P-ATTENTE', at(-5))
  await ask('R-ATTENTE-2', 'P-UNKNOWN', at(60))
  await page.goto(`${url}/#/attente`)

  const expected = page.getByRole('table', { name: 'Rendezvous of the day' })
  const row = expected.getByRole('row', { name: /Yto Mansouri/ })
  await row.getByText('Under way').waitFor()
  const undecided = page.getByRole('region', { name: 'Requests that wait for a decision' })
  await undecided.getByRole('row', { name: /P-UNKNOWN.*Patient unknown/ }).waitFor()
  await sound('attente')

  await row.getByRole('button', { name: 'Yto Mansouri' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rendezvous' })
  await dialog.getByRole('button', { name: 'Has taken place' }).click()
  await dialog.getByText('Accepted: the rendezvous has taken place').waitFor()
  await page.keyboard.press('Escape')
  await row.waitFor({ state: 'detached' })
  await page.getByLabel('All').check({ force: true })
  await row.getByText('Done').first().waitFor()

  // The patient becomes known: it is decided, and waits no more.
  await api('/api/patients', { patientId: 'P-UNKNOWN', nom: 'Naciri', prenom: 'Basma' })
  await undecided.getByRole('row', { name: /P-UNKNOWN/ }).waitFor({ state: 'detached' })
  const { statut } = await api<{ statut: string }>('/api/rendezvous/R-ATTENTE-2')
  expect(statut).toBe('ACCEPTE')
}

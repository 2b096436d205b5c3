import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

interface Facture {
  readonly factureId: string
  readonly statut: string
  readonly paye: number
}

/** A payment is noted as under way, received, and followed by the rest; the invoice is paid, and later to be refunded. */
export async function factures({ page, url, api, screenshot, sound }: ConsolePart): Promise<void> {
  const medecinId = 'M-FACTURES'
  const rendezVousId = 'R-FACTURES'
  await api('/api/medecins', { medecinId, nom: 'Dr Omar Bakkali', tarif: 250.5 })
  await api('/api/patients', { patientId: 'P-FACTURES', nom: 'Laraki', prenom: 'Nora' })
  await api('/api/rendezvous', {
    rendezVousId,
    patientId: 'P-FACTURES',
    medecinId,
    dateRendezVous: '2033-04-07T09:00:00Z',
  })
  const ofMedecin = async () =>
    (await api<{ items: Facture[] }>(`/api/factures?medecinId=${medecinId}`)).items
  await expect.poll(ofMedecin, { timeout: 20_000 }).toMatchObject([{ statut: 'EMISE', paye: 0 }])

  await page.goto(`${url}/#/factures?statut=EMISE&medecin=${medecinId}`)
  await page.getByRole('row', { name: /Nora Laraki.*250\.50/ }).waitFor()
  await page.getByRole('button', { name: 'Take payment' }).click()
  const panel = page.getByRole('dialog', { name: 'Invoice' })
  const amount = panel.getByLabel('Amount')
  await panel.getByText('No payment so far.').waitFor()
  expect(await amount.inputValue()).toBe('250.50')
  await screenshot('factures-open')

  await amount.fill('100')
  await panel.getByLabel('Payment', { exact: true }).selectOption('EN_COURS')
  await panel.getByRole('button', { name: 'Record' }).click()
  await panel.getByText('Noted: the payment is under way').waitFor()
  await panel.getByText(/^paiement\.pending\[\d\]@\d+$/).waitFor()
  await panel.getByRole('listitem').getByRole('button', { name: 'Received' }).click()
  await panel.getByText('Payment received, the invoice stays open').waitFor()
  await panel.getByText('Still to be paid: 150.50').waitFor()
  await screenshot('factures-partly')

  await expect.poll(() => amount.inputValue()).toBe('150.50')
  await panel.getByRole('button', { name: 'Record' }).click()
  await panel.getByText('The invoice is paid').waitFor()
  expect(await ofMedecin()).toMatchObject([{ statut: 'PAYEE', paye: 250.5 }])
  await sound('factures-paid')
  await panel.getByRole('button', { name: 'Close' }).click()
  await page.getByText('No invoice is to be paid').waitFor()

  await api(`/api/rendezvous/${rendezVousId}/annulation`, { raison: 'malade' })
  await expect.poll(ofMedecin).toMatchObject([{ statut: 'A_REMBOURSER' }])
  await page.getByRole('tab', { name: 'To be refunded' }).click()
  await page.getByRole('row', { name: /Nora Laraki.*250\.50/ }).waitFor()
  await page.getByRole('tab', { name: 'Issued' }).click()
  await page.getByLabel('Médecin').selectOption('')
  await page.getByRole('button', { name: 'Take payment' }).first().waitFor()
  await sound('factures')

  await page.goto(`${url}/#/factures/nothing`)
  await panel.getByText('There is no such invoice').waitFor()
}

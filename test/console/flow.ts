import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

/** The dataflow: seen, walked along, opened; a step's records come while one looks. */
export async function flow({ page, url, api, sound }: ConsolePart): Promise<void> {
  await page.goto(`${url}/#/flow`)
  const graph = page.getByRole('region', { name: /^Topology/ })
  const part = graph.getByRole('button', { name: 'Subtopology 5' })
  await part.waitFor()
  await page.getByText('2 more topics').waitFor({ state: 'detached' })
  await graph.getByRole('button', { name: /^rendezvous\.created/ }).waitFor()
  // Rows of a store are counted, over all its partitions.
  await graph.getByRole('button', { name: /^patients \d/ }).waitFor()

  // Pointed at, what does not lead there recedes.
  await graph.getByRole('button', { name: /^lire-patient/ }).hover()
  await expect.poll(() => graph.locator('.flow-lines .flow-dim').count()).toBeGreaterThan(0)

  // By keyboard: to the box, open it, into it.
  await part.focus()
  await page.keyboard.press('Enter')
  const step = graph.getByRole('button', { name: /^au-monde/ })
  await step.waitFor()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate('document.activeElement.dataset.walk')).toMatch(/^step /)
  await sound('flow')

  await step.click()
  const panel = page.getByRole('region', { name: 'au-monde', exact: true })
  await panel.getByRole('tab', { name: 'Records' }).click()
  await panel.getByText('Nothing has come since this page looks').waitFor()
  await api('/api/rendezvous', { patientId: 'PAT-0001', medecinId: 'MED-01', motif: 'contrôle' })
  const record = panel.locator('.step-records li').filter({ hasText: 'PAT-0001' }).first()
  await record.waitFor()
  await panel.getByRole('button', { name: 'Pause' }).click()
  await record.locator('summary').click()
  await record.getByText('"PAT-0001"').first().waitFor()
  await sound('flow-step')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })

  await page.getByText('List', { exact: true }).click()
  await page.getByRole('region', { name: 'Subtopology 1' }).first().waitFor()
  await sound('flow-list')
}

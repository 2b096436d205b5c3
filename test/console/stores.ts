import type { ConsolePart } from './consolePart.ts'

/** The stores by partition, and their rows by what keys begin with. */
export async function stores({ page, url, sound }: ConsolePart): Promise<void> {
  await page.goto(`${url}/#/stores`)
  await page.getByRole('link', { name: 'patients', exact: true }).click()
  await page
    .getByRole('region', { name: 'Partitions of patients' })
    .first()
    .getByText('active')
    .first()
    .waitFor()
  await page.getByLabel('Keys that begin with').fill('PAT-0001')
  await page.getByRole('button', { name: 'Search' }).click()
  const row = page.locator('.rows summary')
  await row.getByText('PAT-0001', { exact: true }).waitFor()
  await row.click()
  await page.locator('.rows .data').getByText('"patientId": "PAT-0001"').waitFor()
  await sound('stores')
}

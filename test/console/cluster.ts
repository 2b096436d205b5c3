import type { ConsolePart } from './consolePart.ts'

/** Who runs which task, and what happened. */
export async function cluster({ page, url, sound }: ConsolePart): Promise<void> {
  await page.goto(`${url}/#/cluster`)
  await page.getByRole('table', { name: 'Instances' }).getByText('RUNNING').waitFor()
  await page.getByText(/^Task 1_0: active on /).waitFor({ state: 'attached' })
  await page.getByRole('table', { name: 'Timeline' }).getByText('REBALANCING → RUNNING').waitFor()
  await sound('cluster')
}

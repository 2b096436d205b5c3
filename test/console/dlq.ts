import { expect } from 'vitest'
import type { ConsolePart } from './consolePart.ts'

interface Letters {
  readonly items: readonly { readonly letter: string; readonly error: string }[]
}

/** Dead letters: found by their reason, looked into, replayed, discarded with a confirmation. */
export async function dlq({ page, url, api, sound }: ConsolePart): Promise<void> {
  const { items } = await api<Letters>('/api/dlq?limit=50')
  const { letter, error } = items[0]!
  await page.goto(`${url}/#/dlq`)
  await page.getByRole('rowheader', { name: letter }).waitFor()
  expect(await page.locator('tbody tr').count()).toBe(items.length)
  await sound('dlq')

  await page.getByLabel('Reason').selectOption(error)
  const same = items.filter(each => each.error === error)
  await expect.poll(() => page.locator('tbody tr').count()).toBe(same.length)
  await page.getByRole('link', { name: letter, exact: true }).click()
  const whole = page.getByRole('dialog', { name: `Letter ${letter}` })
  await whole.getByText('It lay at').waitFor()
  await whole.getByRole('tab', { name: 'Bytes' }).click()
  await whole.getByText('000000').waitFor()
  await sound('dlq-letter')
  await whole.getByRole('button', { name: 'Replay' }).click()
  await whole.getByText('1 record replayed').waitFor()
  await whole.getByRole('button', { name: 'Replay again' }).waitFor()
  await page.keyboard.press('Escape')
  await whole.waitFor({ state: 'hidden' })

  // It failed again, and is another letter: nothing was changed about it.
  await page.goto(`${url}/#/dlq`)
  const again = page.getByRole('rowheader', { name: letter, exact: true })
  await again.waitFor({ state: 'hidden' })
  await expect
    .poll(async () => (await api<Letters>('/api/dlq?limit=50')).items.length, { timeout: 15_000 })
    .toBe(items.length)
  await page.getByLabel('Select the whole page').check()
  await page.getByText(/^\d+ letters? selected$/).waitFor()
  await page.getByRole('button', { name: 'Discard…' }).click()
  const confirm = page.getByRole('dialog', { name: 'Discard these letters?' })
  await sound('dlq-confirm')
  await confirm.getByRole('button', { name: 'Discard' }).click()
  await page.getByText(/letters? discarded$/).waitFor()
  await expect
    .poll(async () => (await api<Letters>('/api/dlq?status=discarded')).items.length)
    .toBeGreaterThan(0)
}

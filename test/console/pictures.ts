import type { Page } from 'playwright-core'
import { addDays, zoned } from '../../api/console/ui/zoned.ts'

/** A picture of the console for the documentation: `docs/pictures/<name>.png`. */
export interface Picture {
  readonly name: string
  /** Behind `/#/`. */
  readonly path: string
  /** Default: as it is. */
  readonly at?: 'a working morning'
  readonly theme?: 'light' | 'dark'
  readonly language?: 'fr' | 'en'
  readonly phone?: boolean
  /** Resolves when it shows what it is to show; clicks before where it has to. */
  ready(page: Page): Promise<unknown>
}

const shows = (selector: string) => (page: Page) => page.locator(selector).first().waitFor()

/** Rates need two looks at the figures. */
const measured = async (page: Page) => {
  await page.locator('main svg').first().waitFor()
  await page.waitForTimeout(12_000)
}

export const pictures: readonly Picture[] = [
  {
    name: 'agenda',
    path: 'agenda',
    at: 'a working morning',
    ready: shows('.agenda-confirme'),
  },
  {
    name: 'booking',
    path: 'agenda',
    at: 'a working morning',
    async ready(page) {
      await page.locator('.agenda-confirme').first().waitFor()
      // Taken already, so that there is something to see; and nothing is left behind.
      const taken = (await page.locator('.agenda-confirme .agenda-time').first().textContent())!.trim()
      await page.getByRole('button', { name: 'New rendezvous' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('combobox', { name: 'Patient' }).fill('al')
      await dialog.locator('[role=option]').first().click()
      await dialog.getByLabel('Time').fill(taken)
      const medecin = await page
        .locator('.agenda-confirme')
        .first()
        .evaluate(button => (button as unknown as { dataset: { key: string } }).dataset.key.split('@')[0]!)
      await dialog.getByLabel('Médecin').selectOption(medecin)
      await dialog.getByRole('button', { name: 'Book', exact: true }).click()
      await dialog.getByText('Refused').waitFor()
    },
  },
  {
    name: 'agenda-phone',
    path: 'agenda',
    at: 'a working morning',
    language: 'fr',
    theme: 'dark',
    phone: true,
    ready: shows('.agenda-confirme'),
  },
  { name: 'attente', path: 'attente', at: 'a working morning', ready: shows('tbody tr') },
  {
    name: 'patients',
    path: 'patients?q=al',
    async ready(page) {
      await page.locator('tbody th a').first().click()
      await page.locator('tbody tr').first().waitFor()
    },
  },
  { name: 'factures', path: 'factures', ready: shows('tbody tr') },
  { name: 'activite', path: 'activite', ready: shows('main svg') },
  { name: 'flow', path: 'flow', ready: measured },
  { name: 'flow-dark', path: 'flow', theme: 'dark', language: 'fr', ready: measured },
  { name: 'cluster', path: 'cluster', ready: shows('main table') },
  { name: 'stores', path: 'stores', ready: shows('main tbody tr') },
  {
    name: 'feed',
    path: 'feed',
    // So many that it looks like a feed.
    ready: page => page.locator('main li, main tbody tr').nth(12).waitFor({ timeout: 60_000 }),
  },
  { name: 'dlq', path: 'dlq', ready: shows('main tbody tr') },
  { name: 'reprocess', path: 'reprocess', ready: shows('main .panel') },
]

/** Five past ten on the next day from Monday to Friday, where people work then. */
export function workingMorning(now: number, zone: string): number {
  const { localOf, instantOf } = zoned(zone)
  let day = localOf(now).day
  do day = addDays(day, 1)
  while ([0, 6].includes(new Date(day).getUTCDay()))
  return instantOf(day, 10 * 60 + 5)
}

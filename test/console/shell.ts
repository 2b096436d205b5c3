import { expect } from 'vitest'
import type { OpenConsole } from './openConsole.ts'

/** What is the same of all pages. It begins as everybody does: without a key. */
export async function shell(console: OpenConsole): Promise<void> {
  const page = await console.page()
  await page.goto(console.url)
  const dialog = page.getByRole('dialog', { name: 'Who are you?' })
  await dialog.getByLabel('Key').fill('not-a-key-that-anybody-knows')
  await dialog.getByRole('button', { name: 'Enter' }).click()
  await dialog.getByText('This key is not known').waitFor()
  await dialog.getByLabel('Key').fill(console.key)
  await dialog.getByRole('button', { name: 'Enter' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.context().close()

  await console.part(async ({ page, url, sound }) => {
    await page.goto(url)
    await page.getByRole('heading', { level: 1, name: 'Agenda' }).waitFor()
    expect(await page.title()).toBe('Agenda · Cabinet')

    // By keyboard past the menu, to the content.
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')

    await page.getByLabel('Français').check({ force: true })
    await page.getByRole('link', { name: 'Salle d’attente' }).click()
    await page.getByRole('heading', { level: 1, name: 'Salle d’attente' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr')
    // The choice outlives the page.
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Salle d’attente' }).waitFor()

    await page.getByLabel('Sombre').check({ force: true })
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark')
    await page.getByLabel('Celui du système').check({ force: true })

    await page.goto(`${url}/#/nowhere`)
    await page.getByRole('heading', { level: 1, name: 'Cette page n’existe pas' }).waitFor()
    await sound('shell-unknown')

    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('link', { name: 'Patients' }).click()
    await page.getByRole('heading', { level: 1, name: 'Patients' }).waitFor()
    expect(await page.getByRole('link', { name: 'Patients' }).isVisible()).toBe(false)
  })
}

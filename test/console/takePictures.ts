// `npm run screenshots [-- name…]`: pictures of every page into docs/pictures, from the cabinet that runs at CONSOLE_URL (default
// http://127.0.0.1:3000) with the demo's data and without keys.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { chromium as executable } from '../setup/chromium.ts'
import { type Picture, pictures, workingMorning } from './pictures.ts'

const url = process.env.CONSOLE_URL ?? 'http://127.0.0.1:3000'
const folder = join(import.meta.dirname, '../../docs/pictures')
const largestBytes = 200_000

if (executable === null) {
  console.error('There is no Chromium on this machine: install it (Debian: apt install chromium).')
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
const names = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
try {
  for (const picture of pictures.filter(({ name }) => names.length === 0 || names.includes(name)))
    await take(browser, picture)
} finally {
  await browser.close()
}

async function take(
  browser: Browser,
  { name, path, at, theme = 'light', language = 'en', phone = false, ready }: Picture,
) {
  const context = await browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    colorScheme: theme,
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  // The tour is on one of them.
  if (name !== 'agenda') await page.addInitScript(`localStorage.setItem('tour', 'away')`)
  await page.goto(url)
  const zone = await page.evaluate<string>('document.documentElement.dataset.zone')
  if (at) await page.clock.setFixedTime(workingMorning(Date.now(), zone))
  await page.goto('about:blank')
  await page.goto(`${url}/#/${path}`)
  await ready(page)
  // Names that are asked for one by one.
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {})
  const file = join(folder, `${name}.png`)
  await page.screenshot({ path: file })
  await context.close()
  const bytes = statSync(file).size
  console.log(`${name}.png ${Math.round(bytes / 1000)} kB`)
  if (bytes > largestBytes) console.error(`${name}.png is larger than ${largestBytes / 1000} kB`)
}

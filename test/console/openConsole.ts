import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { consoleBuilt } from '../../api/console/consoleBuilt.ts'
import { silentProgress } from '../../broker/progress.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { startCabinet } from '../../cli/cabinetApp.ts'
import { type Config, readConfig } from '../../config/readConfig.ts'
import { until } from '../../practice/live.ts'
import { openPractice } from '../../practice/simulate.ts'
import { BrokerFixture } from '../../streams/testing/brokerFixture.ts'
import { chromium as executable } from '../setup/chromium.ts'
import { freePorts } from '../setup/freePorts.ts'
import type { ConsolePart } from './consolePart.ts'
import { problemsOf } from './problemsOf.ts'

/** The cabinet with its console, on a Kafka of its own, and a browser. */
export interface OpenConsole {
  readonly url: string
  readonly key: string
  /** Null: one that runs already. */
  readonly cabinet: { readonly config: Config; readonly brokers: readonly string[] } | null
  /** A part in a tab of its own, which is closed when it ends. */
  part(run: (part: ConsolePart) => Promise<void>): Promise<void>
  /** A tab in which nobody has said who he is. */
  page(): Promise<Page>
  close(): Promise<void>
}

const pictures = process.env.CONSOLE_PICTURES ?? null
const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 800 }

/**
 * Starts Kafka, the cabinet and the browser, and plays three weeks of a small practice. With CONSOLE_URL the cabinet that runs there is
 * used as it is, which must ask for no keys: for those who work at a page.
 */
export async function openConsole(): Promise<OpenConsole> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each()
  }
  try {
    const { url, key, cabinet } = process.env.CONSOLE_URL
      ? { url: process.env.CONSOLE_URL, key: 'none', cabinet: null }
      : await startCabinetWithConsole(closing)
    const browser = await chromium.launch({
      executablePath: executable!,
      args: ['--no-sandbox', '--disable-gpu'],
    })
    closing.push(() => browser.close())
    return {
      url,
      key,
      cabinet,
      page: () => tab(browser),
      async part(run) {
        const page = await tab(browser)
        await page.addInitScript(`sessionStorage.setItem('console-key', '${key}')`)
        const faults = listen(page)
        try {
          await run({
            page,
            url,
            api: (path, body) => api(`${url}${path}`, key, body),
            screenshot: name => screenshot(page, name),
            sound: name => sound(page, name, faults),
          })
          expect(faults).toEqual([])
        } catch (error) {
          await screenshot(page, `failed-${run.name}`)
          throw error
        } finally {
          await page.context().close()
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function startCabinetWithConsole(
  closing: (() => Promise<unknown>)[],
): Promise<Pick<OpenConsole, 'url' | 'key' | 'cabinet'>> {
  expect(await consoleBuilt()).toBe(null)
  const broker = await startTestBroker({ own: true, progress: silentProgress })
  closing.push(() => broker.stop())
  const shared = process.env.KAFKA_BROKERS
  process.env.KAFKA_BROKERS = broker.brokers.join()
  const fixture = await BrokerFixture.open()
  process.env.KAFKA_BROKERS = shared
  closing.push(() => fixture.close())

  const key = randomUUID().replaceAll('-', '')
  const roles = 'secretariat+comptable+admin+observation'
  const config = readConfig({
    APPLICATION_ID: 'console',
    PORT: String(await freePorts(1)),
    STATE_DIR: await fixture.stateDir(),
    COMMIT_INTERVAL_MS: '20',
    INTERNAL_SECRET: randomUUID(),
    ACCESS_KEYS: `test:${roles}:${createHash('sha256').update(key).digest('hex')}`,
  })
  const app = await startCabinet({ config, brokers: broker.brokers, logger: pino({ level: 'silent' }) })
  closing.push(() => app.stop())
  const now = Date.now()
  const start = now - 14 * 86_400_000
  const practice = openPractice({
    start,
    patients: 40,
    medecins: 3,
    occupancy: 0.4,
    broken: 0.01,
    zone: config.ZONE,
  })
  await app.connection.publisher.publish(until(practice, now))
  await fixture.until(app.isReady, ready => ready)
  return { url: app.url, key, cabinet: { config, brokers: broker.brokers } }
}

async function tab(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: desk,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  return context.newPage()
}

/** What went wrong in a page: scripts that failed, and what its policy kept from being loaded. */
function listen(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.stack ?? error.message))
  page.on('console', message => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      faults.push(message.text())
  })
  return faults
}

async function api<T>(url: string, key: string, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  return JSON.parse(text) as T
}

async function screenshot(page: Page, name: string): Promise<void> {
  if (pictures !== null) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

async function sound(page: Page, name: string, faults: readonly string[]): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // Of the dark theme only colours are another matter.
    expect(await problemsOf(page, colorScheme === 'dark'), `axe in ${colorScheme}`).toEqual([])
    await screenshot(page, `${name}-${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(phone)
  expect(await page.evaluate('document.documentElement.scrollWidth'), 'width on a phone').toBeLessThanOrEqual(
    phone.width,
  )
  await screenshot(page, `${name}-phone`)
  await page.setViewportSize(desk)
  expect(faults).toEqual([])
}

import { afterAll, beforeAll, describe, test } from 'vitest'
import { agenda } from './console/agenda.ts'
import { type OpenConsole, openConsole } from './console/openConsole.ts'
import { shell } from './console/shell.ts'
import { brokers } from './setup/broker.ts'
import { chromium } from './setup/chromium.ts'

/** Every page's main action, in a real browser, against the cabinet and its Kafka. Each page has its own part in test/console. */
describe.skipIf(brokers.length === 0 || chromium === null)('the console (needs Chromium)', () => {
  let console: OpenConsole

  beforeAll(async () => {
    console = await openConsole()
  })
  afterAll(() => console?.close())

  test('the frame: key, pages, languages, themes, keyboard', () => shell(console))
  test('the agenda', () => console.part(agenda))
})

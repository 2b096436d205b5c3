import { afterAll, beforeAll, describe, test } from 'vitest'
import { activite } from './console/activite.ts'
import { agenda } from './console/agenda.ts'
import { attente } from './console/attente.ts'
import { cluster } from './console/cluster.ts'
import { dlq } from './console/dlq.ts'
import { factures } from './console/factures.ts'
import { feed } from './console/feed.ts'
import { flow } from './console/flow.ts'
import { type OpenConsole, openConsole } from './console/openConsole.ts'
import { patients } from './console/patients.ts'
import { reprocess } from './console/reprocess.ts'
import { shell } from './console/shell.ts'
import { stores } from './console/stores.ts'
import { brokers } from './setup/broker.ts'
import { chromium } from './setup/chromium.ts'

/** Every page's main action, in a real browser, against the cabinet and its Kafka. Each page has its own part in test/console. */
describe.skipIf(brokers.length === 0 || chromium === null)(
  'the console (needs Chromium)',
  { timeout: 180_000 },
  () => {
    let console: OpenConsole

    beforeAll(async () => {
      console = await openConsole()
    }, 240_000)
    afterAll(() => console?.close())

    test('the frame: key, pages, languages, themes, keyboard', () => shell(console))
    test('the agenda', () => console.part(agenda))
    test('the waiting room', () => console.part(attente))
    test('patients', () => console.part(patients))
    test('invoices', () => console.part(factures))
    test('the dashboards', () => console.part(activite))
    test('the flow', () => console.part(flow))
    test('the cluster', () => console.part(cluster))
    test('the stores', () => console.part(stores))
    test('the feed', () => console.part(feed))
    test('dead letters', () => console.part(dlq))
    test('reprocessing', () => reprocess(console))
  },
)

import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { twoFreePorts } from '../broker/ports.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { type CabinetApp, startCabinet } from '../cli/cabinetApp.ts'
import { readConfig } from '../config/readConfig.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { brokers } from './setup/broker.ts'
import { chromium, openPage } from './setup/chromium.ts'

const key = 'a-key-of-the-test-which-is-long-enough'
const client = join(import.meta.dirname, '../streams/client')

/** What the page tells of its table, after each change. */
interface Told {
  readonly state: string
  readonly names: readonly string[]
}

/** `millrace/client` as it is, its types taken off, in a page of another origin. The tests tell one story and need their order. */
describe.skipIf(brokers.length === 0 || chromium === null)(
  'a page that follows the feed (needs Chromium)',
  () => {
    const shared = process.env.KAFKA_BROKERS
    const applicationId = `browser-${randomUUID().slice(0, 8)}`
    const told: Told[] = []
    let broker: Awaited<ReturnType<typeof startTestBroker>>
    let fixture: BrokerFixture
    let stateDir: string
    let port: number
    let pages: Server
    let app: CabinetApp
    let closePage: () => Promise<void>

    beforeAll(async () => {
      broker = await startTestBroker({ own: true, progress: silentProgress })
      process.env.KAFKA_BROKERS = broker.brokers.join()
      fixture = await BrokerFixture.open()
      stateDir = await fixture.stateDir()
      const ports = await twoFreePorts()
      port = ports[0]
      pages = servePage(ports[1])
      app = await start(ports[1])
      await fixture.until(
        async () => (await fetch(`${app.url}/ready`)).status,
        status => status === 200,
      )
      closePage = await openPage(`http://127.0.0.1:${ports[1]}/`)
    })
    afterAll(async () => {
      await closePage?.()
      pages?.close()
      await app?.stop()
      await fixture?.close()
      await broker?.stop()
      process.env.KAFKA_BROKERS = shared
    })

    function start(origin: number): Promise<CabinetApp> {
      const config = readConfig({
        APPLICATION_ID: applicationId,
        PORT: String(port),
        STATE_DIR: stateDir,
        COMMIT_INTERVAL_MS: '20',
        FLUX_HEARTBEAT_MS: '500',
        ACCESS_KEYS: `page:secretariat:${createHash('sha256').update(key).digest('hex')}`,
        CORS_ORIGINS: `http://127.0.0.1:${origin}`,
      })
      return startCabinet({ config, brokers: broker.brokers, logger: pino({ level: 'silent' }) })
    }

    function servePage(own: number): Server {
      const html = `<!doctype html><script type="module">
      import { connect } from '/client/index.ts'
      const client = connect({
        url: 'ws://127.0.0.1:${port}/flux',
        token: () => '${key}',
        retry: { minMs: 50, maxMs: 500 },
      })
      const table = client.table('patients')
      let telling = Promise.resolve()
      table.subscribe(() => {
        const names = [...table.rows.values()].map(({ nom }) => nom).sort()
        const body = JSON.stringify({ state: table.state, names })
        telling = telling.then(() => fetch('/told', { method: 'POST', body }))
      })
    </script>`
      const server = createServer((request, response) => {
        const { url = '/' } = request
        if (url === '/told') {
          request.setEncoding('utf8')
          let body = ''
          request.on('data', (part: string) => {
            body += part
          })
          request.on('end', () => {
            told.push(JSON.parse(body) as Told)
            response.end()
          })
        } else if (url.startsWith('/client/')) {
          response.setHeader('content-type', 'text/javascript')
          response.end(stripTypeScriptTypes(readFileSync(join(client, url.slice('/client/'.length)), 'utf8')))
        } else {
          response.setHeader('content-type', 'text/html')
          response.end(html)
        }
      })
      return server.listen(own, '127.0.0.1')
    }

    async function patient(patientId: string, nom: string): Promise<void> {
      const answer = await fetch(`${app.url}/api/patients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ patientId, nom }),
      })
      expect(answer.status).toBe(202)
    }
    const shows = (state: string, ...names: readonly string[]) =>
      fixture.until(
        () => told.at(-1),
        last => JSON.stringify(last) === JSON.stringify({ state, names }),
      )

    test('it shows the rows, and each change of them', async () => {
      await shows('live')
      await patient('P1', 'Alami')
      await shows('live', 'Alami')
      await patient('P2', 'Bennani')
      await shows('live', 'Alami', 'Bennani')
    })

    test('it keeps them while the instance is away, and goes on when it is back', async () => {
      await app.stop()
      await shows('stale', 'Alami', 'Bennani')
      const before = told.length
      app = await start((pages.address() as { port: number }).port)
      await patient('P3', 'Chraibi')
      await shows('live', 'Alami', 'Bennani', 'Chraibi')
      // Never an empty table in between.
      expect(told.slice(before).every(({ names }) => names.length >= 2)).toBe(true)
    })
  },
)

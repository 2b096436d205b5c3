import Fastify, { type FastifyInstance } from 'fastify'
import { answerPeers, HttpPeers, type KafkaStreams, Queries, StreamsBuilder, text } from 'millrace'
import { millraceConsole } from 'millrace/console'
import { buildPages } from 'millrace/console/buildPages'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FlowAnswer, FromInstances, InstanceReport } from '../streams/console/answers.ts'
import { ownPages } from '../streams/console/ownPages.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { problemsOf } from './console/problemsOf.ts'
import { brokers } from './setup/broker.ts'
import { chromium as executable } from './setup/chromium.ts'
import { freePorts } from './setup/freePorts.ts'

/** Words counted by two instances, each with the console: an application that has nothing to do with the cabinet. */
describe.skipIf(brokers.length === 0)("millrace's console in any application", () => {
  let fixture: BrokerFixture
  let lines: string
  const instances: {
    readonly streams: KafkaStreams
    readonly server: FastifyInstance
    readonly url: string
  }[] = []

  beforeAll(async () => {
    await buildPages(ownPages)
    fixture = await BrokerFixture.open()
    lines = await fixture.topic('lines')
    const first = await freePorts(2)
    for (const port of [first, first + 1]) instances.push(await started(port))
    await fixture.until(
      () => instances.map(({ streams }) => streams.status().tasks.length),
      counts => counts.every(count => count > 0) && counts[0]! + counts[1]! === 6,
    )
    await fixture.produce(
      lines,
      ['to be or not to be', 'that is the question', 'or is it'].map((value, index) => ({
        key: `L${index}`,
        value,
      })),
    )
    await fixture.until(
      async () => (await get<FlowAnswer>('flow')).stores[0]?.rows,
      rows => rows === 9,
    )
  }, 90_000)
  afterAll(async () => {
    await Promise.all(instances.map(({ server }) => server.close()))
    await fixture?.close()
  })

  const get = async <T>(path: string, of = 1): Promise<T> => {
    const answer = await fetch(`${instances[of]!.url}/${path}`)
    expect(answer.status, path).toBe(200)
    return (await answer.json()) as T
  }

  async function started(port: number) {
    const builder = new StreamsBuilder()
    builder
      .stream(lines, { name: 'lines', key: text, value: text })
      .flatMap(value => value.split(' ').map(word => ({ key: word, value: word })), { name: 'words' })
      .repartition({ name: 'by-word', key: text, value: text })
      .groupByKey()
      .count({ store: 'counts' })
    const endpoint = { host: '127.0.0.1', port }
    const streams = await fixture.start(builder.build(), { endpoint })
    const queries = new Queries({
      instance: streams,
      applicationId: fixture.name('app'),
      endpoint,
      peers: new HttpPeers(),
      partitions: () => 3,
    })
    const server = Fastify({ forceCloseConnections: true })
    const answer = answerPeers(streams)
    server.post('/internal/queries', async ({ body }) => answer(body))
    await server.register(millraceConsole, {
      prefix: '/streams',
      streams,
      queries,
      endpoint,
      deadlineMs: 5_000,
    })
    await server.listen(endpoint)
    return { streams, server, url: `http://127.0.0.1:${port}/streams` }
  }

  test('either instance tells of both', async () => {
    for (const of of [0, 1]) {
      const flow = await get<FlowAnswer>('flow', of)
      const said = flow.instances.map(({ said }) => said!)
      expect(said).toHaveLength(2)
      const passed = (step: string) => said.reduce((sum, { nodes }) => sum + nodes[step]!.records, 0)
      expect([passed('lines'), passed('words')]).toEqual([3, 3])
      const { instances } = await get<FromInstances<InstanceReport>>('cluster', of)
      const tasks = instances.flatMap(({ said }) => said!.tasks.map(({ id }) => id))
      expect(tasks.sort()).toEqual(['0_0', '0_1', '0_2', '1_0', '1_1', '1_2'])
    }
    const { events } = await get<{ events: { instance: string; kind: string }[] }>('timeline')
    expect(new Set(events.filter(({ kind }) => kind === 'opened').map(({ instance }) => instance)).size).toBe(
      2,
    )
    const { stores } = await get<{ stores: { rows: number; hash: string; partitions: unknown[] }[] }>(
      'stores',
    )
    expect(stores).toMatchObject([{ store: 'counts', rows: 9, partitions: [{}, {}, {}] }])
    const { rows } = await get<{ rows: { key: string; value: unknown }[] }>(
      'stores/counts/rows?prefix=t&limit=2',
    )
    expect(rows).toEqual([
      { key: 'that', value: 1 },
      { key: 'the', value: 1 },
    ])
  })

  test('what comes to a step is told from the first question on, wherever it comes to', async () => {
    const records = () =>
      get<{ records: { key: string; value: string; instance: string }[] }>('nodes/lines/records')
    expect((await records()).records).toEqual([])
    await fixture.produce(lines, [{ key: 'L9', value: 'brevity is the soul of wit' }])
    const seen = await fixture.until(records, ({ records }) => records.length > 0)
    expect(seen.records).toMatchObject([{ key: 'L9', value: 'brevity is the soul of wit' }])
  })

  test.skipIf(executable === null)('its own page draws the topology', async () => {
    const browser = await chromium.launch({
      executablePath: executable!,
      args: ['--no-sandbox', '--disable-gpu'],
    })
    try {
      const page = await browser.newPage({ locale: 'en-GB' })
      const faults: string[] = []
      page.on('pageerror', error => faults.push(String(error.stack)))
      page.on('console', message => message.type() === 'error' && faults.push(message.text()))
      await page.goto(instances[0]!.url)
      const graph = page.getByRole('region', { name: /^Topology/ })
      await graph.getByRole('button', { name: /^counts \d/ }).waitFor()
      await graph.getByRole('button', { name: /^words/ }).click()
      await page.getByRole('region', { name: 'words', exact: true }).getByText('Since the start').waitFor()
      expect(await problemsOf(page, false)).toEqual([])
      const folder = process.env.CONSOLE_PICTURES
      if (folder) await page.screenshot({ path: `${folder}/millrace.png` })
      await page.getByRole('link', { name: 'Cluster' }).click()
      await page.getByText(/^Task 1_0: active on /).waitFor({ state: 'attached' })
      expect(faults).toEqual([])
    } finally {
      await browser.close()
    }
  })

  test('who does not answer is named, and what needs it is not made up', async () => {
    await instances[0]!.server.close()
    const { instances: all, stores } = await get<FlowAnswer>('flow')
    expect(all.filter(({ said }) => said === null)).toHaveLength(1)
    expect(stores).toEqual([{ store: 'counts', rows: null, hash: null }])
  })
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoresReport } from '../../api/stores/storesReport.ts'
import { checkedFetch } from '../../api/test/checkedFetch.ts'
import { compare } from '../../audit/books.ts'
import { readLog } from '../../audit/readLog.ts'
import { readStores } from '../../audit/readStores.ts'
import { recompute } from '../../audit/recompute.ts'
import { yearsOf } from '../../audit/yearsOf.ts'
import { twoFreePorts } from '../../broker/ports.ts'
import { silentProgress } from '../../broker/progress.ts'
import { startTestBroker } from '../../broker/startTestBroker.ts'
import { type Config, readConfig } from '../../config/readConfig.ts'
import { inputTopics } from '../../events/topics.ts'
import { defaultRules } from '../../faults/queries/defaultRules.ts'
import { writeRecords } from '../../faults/queries/life.ts'
import { practiceOf } from '../../faults/queries/practiceOf.ts'
import { BrokerFixture } from '../../streams/testing/brokerFixture.ts'
import { describeWithBroker } from '../../test/setup/broker.ts'
import { coordinatorOf } from '../generations/ofGeneration.ts'
import { root } from '../root.ts'
import type { Serving } from '../serving.ts'
import { startThroughResets } from '../startThroughResets.ts'

/** The whole command on a Kafka of its own, told to a cabinet that runs. */
describeWithBroker('cabinet reset', () => {
  const shared = process.env.KAFKA_BROKERS
  let broker: Awaited<ReturnType<typeof startTestBroker>>
  let fixture: BrokerFixture
  let app: Serving
  let environment: Record<string, string>
  let config: Config

  beforeAll(async () => {
    broker = await startTestBroker({ own: true, progress: silentProgress })
    process.env.KAFKA_BROKERS = broker.brokers.join()
    fixture = await BrokerFixture.open()
    const [port] = await twoFreePorts()
    environment = {
      PORT: String(port),
      STATE_DIR: await fixture.stateDir(),
      COMMIT_INTERVAL_MS: '20',
      SESSION_TIMEOUT_MS: '3000',
    }
    config = readConfig(environment)
    app = await startThroughResets({
      config,
      brokers: broker.brokers,
      logger: pino({ level: 'silent' }),
      note: () => {},
      stopping: new AbortController().signal,
    })
  }, 120_000)
  afterAll(async () => {
    await app?.stop()
    await fixture?.close()
    await broker?.stop()
    process.env.KAFKA_BROKERS = shared
  })

  const run = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['cli/main.ts', 'reset', '--json', ...args],
      {
        cwd: root,
        env: { ...process.env, ...environment, KAFKA_BROKERS: broker.brokers.join() },
      },
    ).catch(failed => failed as { readonly stdout: string })
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>
  }

  /** Rows and hash of each store that is a function of the input. */
  async function stores() {
    const answer = await checkedFetch(`${app.url}/api/admin/stores`)
    const { stores, isComplete } = (await answer.json()) as StoresReport
    const told = stores
      .filter(({ comparable }) => comparable)
      .map(({ store, rows, hash }) => ({ store, rows, hash }))
    return { isComplete: isComplete && told.every(({ hash }) => hash !== null), told }
  }

  test('stops it, begins anew, and it comes back to the very same rows', async () => {
    const records = practiceOf({ patients: 20, medecins: 2, days: 3 })
    await writeRecords(fixture.kafka, records)
    const coordinator = coordinatorOf(config, fixture.kafka)
    const { told } = await readLog(
      fixture.kafka,
      inputTopics.map(({ name }) => name),
      'cabinet',
      { zone: defaultRules.zone },
    )
    const books = recompute(told, defaultRules)
    const settled = async () => {
      await fixture.until(
        () =>
          readStores(app.url, yearsOf(books)).then(
            found => compare(books, found).length,
            error => String(error),
          ),
        wrong => wrong === 0,
        90_000,
      )
      await fixture.until(
        () => coordinator.progressOf(1),
        ({ processed, behind, behindInside }) => processed >= records.length && behind + behindInside === 0,
        90_000,
      )
      await fixture.until(
        () => app.isReady(),
        ready => ready,
      )
      return fixture.until(stores, ({ isComplete }) => isComplete)
    }
    const before = await settled()
    expect(before.told.find(({ store }) => store === 'rendezvous')!.rows).toBeGreaterThan(10)

    const refused = await run('--yes')
    expect(refused).toMatchObject({ done: false, refusals: [{ code: 'MEMBERS_ALIVE' }] })
    const done = await run('--yes', '--stop', '--follow', '--outputs', 'supersede')
    expect(done).toMatchObject({
      done: true,
      plan: { application: 'cabinet', generation: 1, members: [{ tasks: expect.any(Number) }] },
    })
    const { outputs } = done.plan as { outputs: { topic: string; action: string; reason: string | null }[] }
    const actionOf = (topic: string) => outputs.find(each => each.topic === topic)
    expect(actionOf('facture.created')).toMatchObject({ action: 'supersede', reason: null })
    expect(actionOf('rendezvous.cancelled')).toMatchObject({
      action: 'keep',
      reason: expect.stringContaining('commands'),
    })
    const differing = async () => {
      const { told } = await settled()
      return before.told.flatMap((was, i) => (was.hash === told[i]!.hash ? [] : [{ was, is: told[i] }]))
    }
    await fixture.until(differing, different => different.length === 0)
  }, 300_000)
})

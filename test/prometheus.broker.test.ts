import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../api/access/accessKeys.ts'
import { startExporter } from '../broker/metrics/exporter.ts'
import { freePorts } from '../broker/ports.ts'
import { silentProgress } from '../broker/progress.ts'
import { startTestBroker } from '../broker/startTestBroker.ts'
import { CabinetInstance } from '../faults/queries/cabinetInstance.ts'
import { until } from '../faults/until.ts'
import { alerts } from '../grafana/alerts/all.ts'
import { dashboards } from '../grafana/dashboards/all.ts'
import { BrokerFixture } from '../streams/testing/brokerFixture.ts'
import { dailyLife } from './prometheus/dailyLife.ts'
import { expand } from './prometheus/expand.ts'
import { panelQueries } from './prometheus/panelQueries.ts'
import { type Answered, PrometheusApi } from './prometheus/prometheusApi.ts'
import { runPrometheus } from './prometheus/runPrometheus.ts'
import { brokers } from './setup/broker.ts'
import { prometheus } from './setup/prometheus.ts'

const root = join(import.meta.dirname, '..')
const patienceMs = 240_000
const windowSeconds = 60

/**
 * A real Prometheus, by the project's configuration, asks two instances, the notifications worker, and a broker's exporter. What
 * dashboards and alerts ask of it must be answered, and not with nothing.
 */
describe.skipIf(brokers.length === 0 || prometheus === null)(
  'dashboards and alerts, asked of a real Prometheus (needs Prometheus)',
  () => {
    const shared = process.env.KAFKA_BROKERS
    const { key, line } = createKey('all', ['secretariat', 'comptable', 'admin', 'observation'], null)
    const closing: (() => unknown)[] = []
    let api: PrometheusApi

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'prometheus-'))
      closing.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
      const [jmxPort, exporter, own] = await threeFreePorts()
      const [first, second, notifications] = await threeFreePorts()
      const environment = { ...process.env, KAFKA_JMX_PORT: String(jmxPort) }
      const broker = await startTestBroker({ own: true, environment, progress: silentProgress })
      closing.push(() => broker.stop())
      closing.push(
        await startExporter({ root, environment, progress: silentProgress, jmxPort, port: exporter, folder }),
      )
      const common = {
        ACCESS_KEYS: line,
        INTERNAL_SECRET: 'a-secret-of-this-test-alone-0123456789',
        STANDBYS: '1',
        OUTBOX: '1',
        NOTIFICATION_PORT: String(notifications),
        CABINET_URL: `http://127.0.0.1:${first}`,
      }
      const team = [first, second].map((port, i) => {
        const numbered = { number: i + 1, folder, brokers: broker.brokers, port }
        return new CabinetInstance({
          ...numbered,
          environment: { ...common, NOTIFICATIONS: i === 0 ? '1' : '0' },
        })
      })
      for (const instance of team) {
        closing.push(() => instance.kill())
        instance.start()
      }
      const at = (...each: readonly number[]) => each.map(port => `127.0.0.1:${port}`)
      const targets = {
        cabinet: at(first, second),
        notifications: at(notifications),
        kafka: at(exporter),
        prometheus: at(own),
      }
      closing.push(runPrometheus({ folder, port: own, targets, key }))
      api = new PrometheusApi(own)
      await until(
        async () => {
          if (!team.every(({ isAlive }) => isAlive)) throw new Error('An instance has ended')
          return (await fetch(`${team[0]!.url}/ready`).catch(() => null))?.ok ?? false
        },
        patienceMs,
        () => 'The cabinet does not get ready',
      )
      closing.push(dailyLife(team[0]!.url, key))
      process.env.KAFKA_BROKERS = broker.brokers.join()
      const fixture = await BrokerFixture.open()
      closing.push(() => fixture.close())
      await fixture.produce('rendezvous.created', [{ key: 'R', value: 'no event' }])
    }, patienceMs)
    afterAll(async () => {
      for (let close = closing.pop(); close; close = closing.pop()) await close()
      process.env.KAFKA_BROKERS = shared
    })

    /** Resolves to those that are not answered with a number, however long one waits. */
    async function unanswered<T>(
      asked: readonly T[],
      exprOf: (each: T) => string,
      isGood: (each: T, series: readonly Answered[]) => boolean = (_, series) => series.length > 0,
    ): Promise<readonly T[]> {
      const deadline = performance.now() + patienceMs / 2
      for (let left = asked; ; ) {
        const answers = await Promise.all(left.map(each => api.range(expand(exprOf(each)), windowSeconds)))
        left = left.filter((each, i) => !isGood(each, answers[i]!.filter(hasNumber)))
        if (left.length === 0 || performance.now() > deadline) return left
        // No sooner is there anything new.
        await sleep(1_000)
      }
    }

    test(
      'every panel’s query returns what its legend names',
      async () => {
        const empty = await unanswered(
          panelQueries,
          ({ expr }) => expr,
          ({ labels }, series) =>
            series.length > 0 &&
            labels.every(label => series.some(({ metric }) => metric[label] !== undefined)),
        )
        expect(empty.map(({ name, expr }) => `${name}: ${expand(expr)}`)).toEqual([])
      },
      patienceMs,
    )

    test(
      'every alert’s signal returns something while all is well, and every rule is computed',
      async () => {
        const signals = Object.values(alerts).flatMap(group => group.flatMap(alert => alert.signals))
        expect(await unanswered(signals, signal => signal)).toEqual([])
        const rules = await api.rules()
        const names = Object.values(alerts).flatMap(group => group.map(({ name }) => name))
        expect(rules.map(({ name }) => name).sort()).toEqual(names.sort())
        const notComputed = async () => (await api.rules()).filter(({ health }) => health !== 'ok')
        await until(
          async () => (await notComputed()).length === 0,
          patienceMs / 4,
          () => 'Rules are not computed',
        )
        // The record that is no event.
        const firing = async (name: string) =>
          (await api.rules()).some(rule => rule.name === name && rule.state === 'firing')
        await until(
          async () => (await firing('Watchdog')) && (await firing('DeadLetters')),
          patienceMs / 4,
          () => 'Nobody is told of the dead letter',
        )
      },
      patienceMs,
    )

    test('every variable has values', async () => {
      for (const [file, dashboard] of Object.entries(dashboards)) {
        const variables = (dashboard.templating?.list ?? []).filter(({ type }) => type === 'query')
        for (const variable of variables) {
          const [, metric = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(queryOf(variable)) ?? []
          const values = await api.labelValues(label, expand(metric))
          expect(values, `${file}: ${variable.name}`).not.toEqual([])
        }
      }
    })
  },
)

async function threeFreePorts(): Promise<[number, number, number]> {
  const [one, two, three] = await freePorts(3)
  return [one!, two!, three!]
}

const hasNumber = ({ values }: Answered) => values.some(([, value]) => Number.isFinite(Number(value)))

const queryOf = ({ query }: VariableModel): string => (query as unknown as { query: string }).query

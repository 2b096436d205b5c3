import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { promtool } from '../test/setup/prometheus.ts'
import { alerts } from './alerts/all.ts'

const folder = join(import.meta.dirname, 'prometheus')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const run = (...args: readonly string[]) => execFileSync(promtool!, args, { encoding: 'utf8', cwd: folder })

describe.skipIf(promtool === null)('what promtool says (needs promtool)', () => {
  test('the configuration, with its rules', () => {
    const place = mkdtempSync(join(tmpdir(), 'promtool-'))
    try {
      const key = join(place, 'key')
      writeFileSync(key, 'a key')
      writeFileSync(join(place, 'alerts.yml'), read('alerts.yml'))
      const config = read('prometheus.yml').replaceAll(/credentials_file: .*/g, `credentials_file: ${key}`)
      writeFileSync(join(place, 'prometheus.yml'), config)
      expect(run('check', 'config', '--lint=all', '--lint-fatal', join(place, 'prometheus.yml'))).toContain(
        'SUCCESS',
      )
    } finally {
      rmSync(place, { recursive: true })
    }
  })

  test('the alerts fire when they should, and not before', () => {
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
  })
})

test('every alert has its test', () => {
  const { tests } = parse(read('alerts.test.yml')) as {
    tests: { alert_rule_test?: { alertname: string; exp_alerts?: unknown[] }[] }[]
  }
  const fired = tests.flatMap(({ alert_rule_test = [] }) =>
    alert_rule_test.flatMap(({ alertname, exp_alerts = [] }) => (exp_alerts.length > 0 ? [alertname] : [])),
  )
  const names = Object.values(alerts).flatMap(group => group.map(({ name }) => name))
  expect(names.filter(name => !fired.includes(name))).toEqual([])
})

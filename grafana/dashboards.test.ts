import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import * as units from '@grafana/grafana-foundation-sdk/units'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { panelQueries, panelsOf } from '../test/prometheus/panelQueries.ts'
import { alerts } from './alerts/all.ts'
import { dashboards } from './dashboards/all.ts'
import { files } from './files.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const rules = Object.values(alerts).flat()
const known = new Set<unknown>(Object.values(units))

test('what is made from the code is what is committed (npm run dashboards)', () => {
  for (const [path, text] of files()) expect(read(path), path).toBe(text)
  const committed = globSync('grafana/json/*.json', { cwd: root }).map(path => basename(path, '.json'))
  expect(committed.sort()).toEqual(Object.keys(dashboards).sort())
})

describe.each(Object.entries(dashboards))('%s', (_, dashboard) => {
  const panels = panelsOf(dashboard)

  test('every panel says what it shows, in what, from where', () => {
    for (const panel of panels) {
      const { title, description = '', datasource, fieldConfig } = panel
      expect(description.length, title).toBeGreaterThan(8)
      const { unit = '', thresholds } = fieldConfig?.defaults ?? {}
      expect(known.has(unit) || unit === 'currency:', `${title}: ${unit}`).toBe(true)
      expect(datasource, title).toEqual({ type: 'prometheus', uid: '$datasource' })
      const bounds = (thresholds?.steps ?? []).map(({ value }) => value ?? Number.NEGATIVE_INFINITY)
      expect(bounds, title).toEqual(bounds.toSorted((a, b) => a - b))
      expect(bounds[0], title).toBe(Number.NEGATIVE_INFINITY)
    }
    const titles = panels.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test('nothing lies over anything else, or beyond the edge', () => {
    const taken = new Map<string, string>()
    for (const { title = '', gridPos } of (dashboard.panels ?? []) as Panel[]) {
      const { x, y, w, h } = gridPos!
      expect(x + w, title).toBeLessThanOrEqual(24)
      for (let column = x; column < x + w; column++)
        for (let row = y; row < y + h; row++) {
          const cell = `${column},${row}`
          expect(taken.get(cell), `${title} over another`).toBeUndefined()
          taken.set(cell, title)
        }
    }
    const ids = (dashboard.panels ?? []).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('its variables are those that its queries use', () => {
    const list = dashboard.templating?.list ?? []
    const defined = list.map(({ name }) => name).sort()
    const text = JSON.stringify([dashboard.panels, list.map(({ query }) => query)])
    const used = [...text.matchAll(/\$(\w+)/g)]
      .map(([, name]) => name!)
      .filter(name => !name.startsWith('__'))
    expect([...new Set(used)].sort()).toEqual(defined)
  })

  test('links lead to dashboards that are there', () => {
    const uids = new Set(Object.values(dashboards).map(({ uid }) => uid))
    const linked = panels.flatMap(({ links = [] }) => links.map(({ url = '' }) => url))
    for (const url of linked) expect(uids, url).toContain(/^\/d\/([\w-]+)\?/.exec(url)?.[1])
    for (const { tags = [] } of dashboard.links ?? []) expect(dashboard.tags).toEqual(tags)
  })
})

test('dashboards are told apart by their uid', () => {
  const uids = Object.values(dashboards).map(({ uid }) => uid)
  expect(new Set(uids).size).toBe(uids.length)
})

test('what dashboards and alerts ask for is documented, or the exporter’s', () => {
  const sources = ['docs/observability.md', 'docs/notifications.md', 'broker/metrics/exporter.yml'].map(read)
  const told = new Set(sources.flatMap(text => text.match(/\b[a-z]+_[a-z0-9_]+\b/g) ?? []))
  const asked = [...panelQueries.map(({ expr }) => expr), ...rules.map(({ expr }) => expr)]
    .flatMap(
      expr => expr.match(/\b(?:millrace|cabinet|notification|http|generation|kafka)_\w+(?=[{[)\s]|$)/g) ?? [],
    )
    .map(name => name.replace(/_(?:bucket|sum|count)$/, ''))
  expect([...new Set(asked)].filter(name => !told.has(name))).toEqual([])
})

test('every alert has its runbook, which names it, and every runbook an alert', () => {
  const pages = globSync('docs/runbooks/*.md', { cwd: root }).map(path => basename(path, '.md'))
  for (const { name, runbook } of rules) {
    const path = `docs/runbooks/${runbook}.md`
    expect(existsSync(join(root, path)), path).toBe(true)
    expect(read(path), path).toContain(`\`${name}\``)
  }
  expect(pages.sort()).toEqual([...new Set(rules.map(({ runbook }) => runbook))].sort())
})

test('alerts are told apart by their name, and contain their signals', () => {
  const names = rules.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { name, expr, signals } of rules)
    for (const signal of signals) expect(expr, name).toContain(signal)
})

test('panels that name a runbook name one that is there', () => {
  const text = JSON.stringify(Object.values(dashboards))
  const named = [...text.matchAll(/docs\/[\w/-]+\.md/g)].map(([path]) => path)
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
})

test('Grafana is provisioned with the data source and the folder of the dashboards', () => {
  const { datasources } = parse(read('grafana/provisioning/datasources/prometheus.yml')) as {
    datasources: { type: string; isDefault: boolean; jsonData: { timeInterval: string } }[]
  }
  const { global } = parse(read('grafana/prometheus/prometheus.yml')) as {
    global: { scrape_interval: string }
  }
  expect(datasources).toMatchObject([
    { type: 'prometheus', isDefault: true, jsonData: { timeInterval: global.scrape_interval } },
  ])
  const { providers } = parse(read('grafana/provisioning/dashboards/cabinet.yml')) as {
    providers: { type: string; options: { path: string } }[]
  }
  expect(providers).toMatchObject([{ type: 'file', options: { path: '/var/lib/grafana/dashboards' } }])
})

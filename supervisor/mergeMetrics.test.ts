import { Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { mergeMetrics } from './mergeMetrics.ts'

async function page(requests: number): Promise<string> {
  const registry = new Registry()
  const registers = [registry]
  new Counter({ name: 'plain_total', help: 'Plain', registers }).inc(requests)
  new Counter({ name: 'labelled_total', help: 'Labels {odd ones}', labelNames: ['topic'], registers }).inc(
    { topic: 'a{b} c' },
    requests,
  )
  new Histogram({ name: 'seconds', help: 'Buckets', buckets: [1], registers }).observe(requests)
  return registry.metrics()
}

test('the samples of all instances stand together under one head, each with its instance', async () => {
  const merged = mergeMetrics([
    { instance: 1, text: await page(3) },
    { instance: 2, text: await page(5) },
  ])
  expect(merged.split('\n').filter(line => /plain|labelled/.test(line))).toEqual([
    '# HELP plain_total Plain',
    '# TYPE plain_total counter',
    'plain_total{instance="1"} 3',
    'plain_total{instance="2"} 5',
    '# HELP labelled_total Labels {odd ones}',
    '# TYPE labelled_total counter',
    'labelled_total{instance="1",topic="a{b} c"} 3',
    'labelled_total{instance="2",topic="a{b} c"} 5',
  ])
  expect(merged).toContain('seconds_bucket{instance="2",le="+Inf"} 1')
})

test('of no instance there is nothing', () => {
  expect(mergeMetrics([])).toBe('')
})

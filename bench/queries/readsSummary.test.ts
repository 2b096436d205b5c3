import { expect, test } from 'vitest'
import type { Measured } from './readsBench.ts'
import { ratios, summed } from './readsSummary.ts'

const one = (service: string, turn: number, readsPerSecond: number, faults: string[] = []): Measured => ({
  service,
  turn,
  mode: 'idle',
  readsPerSecond,
  p50: 1,
  p99: 2,
  calmP50: 1,
  calmP99: 2,
  cpuPerRead: 10,
  cores: 1,
  generatorCores: 1,
  processedPerSecond: null,
  peakRssMB: 100,
  faults,
})

test('ratios are of the same turn; a turn with a fault counts for nothing', () => {
  const measured = [
    one('millrace', 1, 1_000),
    one('kafka-streams', 1, 500),
    one('millrace', 2, 300),
    one('kafka-streams', 2, 100),
    one('millrace', 3, 9_000),
    one('kafka-streams', 3, 1, ['reads failed']),
  ]
  const [reads] = ratios(measured).filter(({ figure }) => figure === 'readsPerSecond')
  expect(reads).toMatchObject({ of: 'millrace', to: 'kafka-streams', ratio: { min: 2, max: 3, median: 2.5 } })
  expect(summed(measured).find(({ service }) => service === 'kafka-streams')).toMatchObject({
    turns: 2,
    figures: { readsPerSecond: { min: 100, max: 500 } },
  })
})

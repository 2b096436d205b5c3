import { expect, test } from 'vitest'
import { benchOptions } from './options.ts'

test('alone by default', () => {
  expect(benchOptions([])).toEqual({
    json: false,
    size: 'small',
    topology: 'bench',
    brokers: null,
    only: ['run', 'restore', 'crash', 'broker'],
    peer: null,
  })
})

test('a peer brings turns, its configuration and its own phases', () => {
  const args = ['--peer', 'kafka-streams', '--peer-config', 'num.stream.threads=3', '--peer-config', 'a=b=c']
  expect(benchOptions(args)).toMatchObject({
    only: ['run', 'restore', 'crash'],
    peer: { name: 'kafka-streams', turns: 3, config: { 'num.stream.threads': '3', a: 'b=c' } },
  })
  expect(benchOptions([...args, '--only', 'restore', '--size', 'large', '--turns', '1'])).toMatchObject({
    only: ['restore'],
    size: 'large',
    peer: { turns: 1 },
  })
})

test.each([
  [['--peer', 'flink'], /--peer must be one of kafka-streams/],
  [['--peer', 'kafka-streams', '--turns', '0'], /--turns must be a whole number from 1/],
  [['--peer', 'kafka-streams', '--turns', '1.5'], /not "1.5"/],
  [['--peer', 'kafka-streams', '--peer-config', 'threads'], /key=value.*not "threads"/],
  [['--peer', 'kafka-streams', '--topology', 'cabinet'], /topology "bench" only/],
  [['--turns', '2'], /for --peer/],
  [['--peer-config', 'a=b'], /for --peer/],
])('%j is refused by name', (args, message) => {
  expect(() => benchOptions(args)).toThrow(message)
})

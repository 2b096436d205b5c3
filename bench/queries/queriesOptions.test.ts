import { expect, test } from 'vitest'
import { queriesOptions } from './queriesOptions.ts'

test('three turns and two thousand clients by default', () => {
  expect(queriesOptions([])).toEqual({
    json: false,
    brokers: null,
    turns: 3,
    seconds: 4,
    patients: 20_000,
    clients: 2_000,
  })
})

test.each([
  [['--turns', '0'], /--turns must be a whole number from 1 to 20/],
  [['--clients', 'many'], /not "many"/],
  [['--seconds', '1'], /from 2/],
])('%j is refused by name', (args, message) => {
  expect(() => queriesOptions(args)).toThrow(message)
})

import { StreamsError } from 'millrace'
import { expect, test } from 'vitest'
import { ConfigError } from '../config/configError.ts'
import { describeError } from './describeError.ts'

test('what was written for people is shown without a stack, an engine’s error with its remedy', () => {
  expect(describeError(new ConfigError([{ name: 'PORT', value: 'x', allowed: 'a port' }]))).not.toContain(
    'at ',
  )
  expect(describeError(new StreamsError('FENCED', 'Two of us.'))).toMatch(
    /^Two of us\.\nFENCED: .*Stop one of the two/,
  )
})

test('a mistake of ours keeps its stack', () => {
  expect(describeError(new TypeError('x is undefined'))).toContain('describeError.test.ts')
})

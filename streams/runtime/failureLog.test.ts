import { expect, test } from 'vitest'
import type { Failure } from '../processing/failure.ts'
import { FailureLog } from './failureLog.ts'
import { systemTime } from './time.ts'

function start() {
  const lines: { readonly message: string; readonly details: object }[] = []
  const warn = (details: object, message: string) => void lines.push({ message, details })
  let due: (() => void) | null = null
  const time = {
    ...systemTime,
    after: (_ms: number, call: () => void) => {
      due = call
      return () => {
        due = null
      }
    },
  }
  const log = new FailureLog({ info() {}, warn, error() {} }, time)
  const failure = (offset: number, error: Error = new RangeError('no')): Failure => ({
    stage: 'process',
    error,
    record: { topic: 't', partition: 0, offset, timestamp: 0, key: null, value: null, headers: [] },
    task: '0_0',
    node: 'step',
  })
  return { lines, log, failure, windowEnds: () => due?.(), isWaiting: () => due !== null }
}

test('of a flood the first are told with their places, and then how many there were', () => {
  const { lines, log, failure, windowEnds } = start()
  for (let offset = 0; offset < 1000; offset++) log.tell(failure(offset), 'dead-letter')
  log.tell(failure(1000, Object.assign(new Error('x'), { code: 'WRONG_TYPE' })), 'dead-letter')
  expect(lines.map(({ message }) => message)).toEqual(Array(10).fill('a record failed'))
  expect(lines[9]!.details).toMatchObject({ topic: 't', partition: 0, offset: 9, response: 'dead-letter' })
  windowEnds()
  expect(lines.slice(10)).toEqual([
    { message: 'more records failed', details: { records: 991, errors: { RangeError: 990, WRONG_TYPE: 1 } } },
  ])
  log.tell(failure(1001), 'dead-letter')
  expect(lines.at(-1)).toMatchObject({ message: 'a record failed', details: { offset: 1001 } })
})

test('kinds of error are told apart up to a number: an error that names itself anew each time takes no memory', () => {
  const { lines, log, failure } = start()
  for (let offset = 0; offset < 1000; offset++)
    log.tell(failure(offset, Object.assign(new Error('x'), { code: `E${offset}` })), 'skip')
  log.close()
  const { errors } = lines.at(-1)!.details as { errors: object }
  expect(Object.keys(errors)).toHaveLength(21)
  expect(errors).toMatchObject({ others: 970 })
})

test('what stops the instance is always told, and nothing waits after the end', () => {
  const { lines, log, failure, isWaiting } = start()
  for (let offset = 0; offset < 20; offset++) log.tell(failure(offset), 'dead-letter')
  log.tell(failure(20), 'fail')
  expect(lines.at(-1)).toMatchObject({ message: 'a record failed', details: { offset: 20 } })
  log.close()
  expect(isWaiting()).toBe(false)
  log.close()
  expect(lines.filter(({ message }) => message === 'more records failed')).toHaveLength(1)
})

import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Deadline } from './deadline.ts'
import { KafkaUnreachable } from './kafkaError.ts'
import { kafkaErrorOf } from './protocolError.ts'
import { type RetryRules, retry } from './retry.ts'

const MOVED = kafkaErrorOf(16, 'test')
const FENCED = kafkaErrorOf(90, 'test')
const NOT_SENT = new KafkaUnreachable('test', 'not-sent')
const UNKNOWN = new KafkaUnreachable('test', 'unknown')

function rules(changes: Partial<RetryRules> = {}): RetryRules {
  const closing = changes.closing ?? new AbortController().signal
  return {
    operation: 'test',
    deadline: new Deadline(200),
    closing,
    sleep: ms => setTimeout(ms, undefined, { signal: closing }),
    repeatable: true,
    retries: error => error.retriable,
    onFailure: () => {},
    ...changes,
  }
}

/** Fails with each of these in turn, then succeeds. */
function failing(...errors: Error[]) {
  let calls = 0
  return async () => {
    const error = errors[calls++]
    if (error) throw error
    return calls
  }
}

describe('retry', () => {
  test('repeats what is retriable and tells of each failure', async () => {
    const seen: Error[] = []
    const attempt = failing(MOVED, NOT_SENT, UNKNOWN)
    expect(await retry(rules({ onFailure: error => seen.push(error) }), attempt)).toBe(4)
    expect(seen).toEqual([MOVED, NOT_SENT, UNKNOWN])
  })

  test('stops at what is not retriable, and at what is no matter of Kafka', async () => {
    await expect(retry(rules(), failing(MOVED, FENCED))).rejects.toBe(FENCED)
    const bug = new TypeError('bug')
    await expect(retry(rules(), failing(bug))).rejects.toBe(bug)
  })

  test('does not send again what may have been carried out, unless that may be repeated', async () => {
    await expect(retry(rules({ repeatable: false }), failing(NOT_SENT, UNKNOWN))).rejects.toBe(UNKNOWN)
  })

  test('ends at the deadline with the last error', async () => {
    const always = Array.from({ length: 1_000 }, () => MOVED)
    await expect(retry(rules(), failing(...always))).rejects.toBe(MOVED)
  })

  test('remembers that an earlier attempt may have been carried out', async () => {
    const always = [UNKNOWN, ...Array.from({ length: 1_000 }, () => NOT_SENT)]
    await expect(retry(rules(), failing(...always))).rejects.toMatchObject({ outcome: 'unknown' })
  })

  test('ends when the client is closed', async () => {
    const closing = new AbortController()
    const waiting = retry(rules({ deadline: new Deadline(60_000), closing: closing.signal }), async () => {
      queueMicrotask(() => closing.abort())
      throw NOT_SENT
    })
    await expect(waiting).rejects.toBe(NOT_SENT)
  })
})

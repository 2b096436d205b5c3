import { afterEach, describe, expect, test } from 'vitest'
import { channels } from './channels.ts'
import type { Role } from './cutControl.ts'
import { observeRecords } from './observeRecords.ts'
import { systemTime } from './time.ts'

const hour = 3_600_000
const listen = () => {}

describe('which records are measured', () => {
  let now = 100 * hour
  const orders: { role: Role } = { role: 'live' }
  const observer = () => observeRecords(orders, { ...systemTime, now: () => now })
  afterEach(() => {
    channels.committed.unsubscribe(listen)
    orders.role = 'live'
  })

  test('none while nobody listens, and none of a generation that is not live', () => {
    const { isMeasured } = observer()
    expect(isMeasured(now)).toBe(false)
    channels.committed.subscribe(listen)
    expect(isMeasured(now)).toBe(true)
    orders.role = 'shadow'
    expect(isMeasured(now)).toBe(false)
  })

  test('none that is older than an hour: a log played again says nothing of how long things take', () => {
    channels.committed.subscribe(listen)
    const { isMeasured } = observer()
    expect(isMeasured(now - hour)).toBe(true)
    expect(isMeasured(now - hour - 1)).toBe(false)
    expect(isMeasured(now + 5)).toBe(true)
  })

  test('a hundred at once, then a hundred a second', () => {
    channels.committed.subscribe(listen)
    const { isMeasured } = observer()
    const measured = (of: number) => Array.from({ length: of }, () => isMeasured(now)).filter(Boolean).length
    expect(measured(1_000)).toBe(100)
    now += 50
    expect(measured(1_000)).toBe(5)
    now += 10_000
    expect(measured(1_000)).toBe(100)
  })
})

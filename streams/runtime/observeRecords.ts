import type { RecordObserver } from '../processing/recordObserver.ts'
import { channels } from './channels.ts'
import type { Orders } from './orders.ts'
import type { Time } from './time.ts'

/** Older records are played again, or were left lying: the lag tells of them. */
const measuredMs = 3_600_000
/** How many records are measured a second, and at once. */
const measuredPerSecond = 100

/** Lets channels know of the records of an instance, as far as anybody listens and it is the live one. */
export function observeRecords(orders: Pick<Orders, 'role'>, time: Time): RecordObserver {
  let left = measuredPerSecond
  let at = time.now()
  return {
    isMeasured(timestamp) {
      if (!channels.committed.hasSubscribers || orders.role !== 'live') return false
      const now = time.now()
      if (now - timestamp > measuredMs) return false
      left = Math.min(measuredPerSecond, left + (Math.max(0, now - at) * measuredPerSecond) / 1_000)
      at = now
      if (left < 1) return false
      left--
      return true
    },
    get isTracing() {
      return channels.record.hasSubscribers && orders.role === 'live'
    },
    began: record => channels.record.publish(record),
    ended: (record, error) => channels.processed.publish({ record, error }),
    writing: output => channels.output.publish(output),
  }
}

import { addFigures, noRows, type RowsFigure } from 'millrace'
import { type ScanVerdict, type StoreReading, verdictOf } from './storeReading.ts'

/** What one instance answered; null: it did not. */
export interface InstanceReadings {
  /** Host and port. */
  readonly instance: string
  readonly readings: readonly StoreReading[] | null
}

export interface StoresReport {
  /** Whether every partition of every store was told of by the instance that runs it. */
  readonly isComplete: boolean
  readonly unanswered: readonly string[]
  readonly stores: readonly StoreReport[]
}

export interface StoreReport {
  readonly store: string
  readonly comparable: boolean
  /** Over all partitions, as those that run them say; null where one is missing or not known. */
  readonly rows: number | null
  readonly hash: string | null
  /** Of what was scanned; null where nothing was. */
  readonly verdict: ScanVerdict | null
  /** By partition; the one that runs it before those that stand by. */
  readonly partitions: readonly PartitionReport[]
}

export interface PartitionReport {
  readonly partition: number
  readonly instance: string
  readonly role: StoreReading['role']
  readonly rows: number | null
  readonly hash: string | null
  readonly position: number | null
  readonly scanned: RowsFigure | null
  readonly verdict: ScanVerdict | null
}

/** Puts together what the instances say of their parts. `partitions`: how many each store has. */
export function storesReport(
  names: Iterable<string>,
  partitions: number,
  answers: readonly InstanceReadings[],
): StoresReport {
  const all = answers.flatMap(({ instance, readings }) =>
    (readings ?? []).map(reading => ({ instance, reading })),
  )
  const stores = [...names].map(store => {
    const of = all.filter(({ reading }) => reading.store === store)
    return storeReport(store, partitions, of)
  })
  const active = (report: StoreReport) => report.partitions.filter(({ role }) => role === 'active').length
  return {
    isComplete: stores.every(report => active(report) === partitions),
    unanswered: answers.filter(({ readings }) => readings === null).map(({ instance }) => instance),
    stores,
  }
}

function storeReport(
  store: string,
  count: number,
  readings: readonly { readonly instance: string; readonly reading: StoreReading }[],
): StoreReport {
  const partitions = readings
    .map(({ instance, reading }): PartitionReport => {
      const { partition, role, rows, hash, offset, scanned } = reading
      const verdict = scanned && verdictOf(reading)
      return { partition, instance, role, rows, hash, position: offset, scanned, verdict }
    })
    .sort((a, b) => a.partition - b.partition || (a.role < b.role ? -1 : a.role > b.role ? 1 : 0))
  const active = partitions.filter(({ role }) => role === 'active')
  const whole = active.length === count && active.every(({ hash }) => hash !== null)
  const sum = active.reduce<RowsFigure>(
    (total, { rows, hash }) => (whole ? addFigures(total, { rows: rows!, hash: hash! }) : total),
    noRows,
  )
  return {
    store,
    comparable: readings[0]?.reading.comparable ?? true,
    rows: whole ? sum.rows : null,
    hash: whole ? sum.hash : null,
    verdict: worst(partitions.map(({ verdict }) => verdict)),
    partitions,
  }
}

function worst(verdicts: readonly (ScanVerdict | null)[]): ScanVerdict | null {
  for (const verdict of ['different', 'unknown', 'equal'] as const)
    if (verdicts.includes(verdict)) return verdict
  return null
}

import type { Position } from './position.ts'
import type { StoreSource } from './storeSource.ts'

/** What an answer must fulfil. */
export interface Conditions {
  /** Committed changes that rows of a partition may lack, as far as is known where they are read. Default: any number. */
  readonly maxLag?: number
  /** Since when they may lack some, ms. Default: any time. */
  readonly maxBehindMs?: number
  /** Rows must be as of this position or later. */
  readonly minPosition?: Position
  /** As `minPosition`, but of no partition that is run where it is read: a position after the last marker, which is no row's. */
  readonly since?: Position
  /** How long to wait until the conditions are fulfilled, ms. Default 0. */
  readonly waitMs?: number
  /** Answer without what nobody can be asked for; `missing` says what. Default: an answer is whole, or none. */
  readonly partial?: boolean
  /** How long the answer may take, ms, beside `waitMs`. Default: that of Queries. */
  readonly deadlineMs?: number
}

/** Whether rows of this source, which is of this generation, will do. */
export function fulfils(
  conditions: Conditions,
  store: string,
  source: StoreSource,
  generation: number,
): boolean {
  const { maxLag, maxBehindMs, minPosition, since } = conditions
  const { role, partition, position, lag, behindMs } = source
  if (minPosition && position < minPosition.at(store, partition, generation)) return false
  const isRun = role === 'active' && behindMs === 0
  if (since && !isRun && position < since.at(store, partition, generation)) return false
  if (maxLag !== undefined && lag > maxLag) return false
  return maxBehindMs === undefined || (behindMs !== null && behindMs <= maxBehindMs)
}

import type { Endpoint } from 'millrace'
import { originOf } from '../originOf.ts'
import type { StoreReading } from './storeReading.ts'
import type { InstanceReadings } from './storesReport.ts'

export interface AskStoresOptions {
  /** What they know us by. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether they are asked by https. */
  readonly isSecure: boolean
  /** How long the kept hashes may take, and a scan, ms. */
  readonly deadlineMs: number
  readonly scanDeadlineMs: number
}

/** What another instance says of its stores. Never rejects: who does not answer has null. */
export async function askStores(
  endpoint: Endpoint,
  scan: boolean,
  { headers, isSecure, deadlineMs, scanDeadlineMs }: AskStoresOptions,
): Promise<InstanceReadings> {
  const instance = `${endpoint.host}:${endpoint.port}`
  try {
    const answer = await fetch(`${originOf(endpoint, isSecure)}/internal/stores?scan=${scan}`, {
      headers,
      signal: AbortSignal.timeout(scan ? scanDeadlineMs : deadlineMs),
    })
    if (!answer.ok) return { instance, readings: null }
    const { stores } = (await answer.json()) as { readonly stores: readonly StoreReading[] }
    return { instance, readings: stores }
  } catch {
    return { instance, readings: null }
  }
}

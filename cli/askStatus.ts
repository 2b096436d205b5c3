import type { StreamsStatus } from 'millrace'
import { readConfig } from '../config/readConfig.ts'
import type { InstanceStatus } from '../supervisor/supervisor.ts'
import { askingHeaders, keyNeeded } from './askingHeaders.ts'
import { StartError } from './startError.ts'
import { trustAlso } from './tlsOf.ts'
import { urlOf } from './urlOf.ts'

/** What a supervisor answers for all of its instances. */
export interface SupervisedStatus {
  readonly applicationId: string
  readonly state: string
  readonly pid: number
  /** A rolling restart is going on. */
  readonly restarting: boolean
  /** `status`: its own; null: it does not answer now. */
  readonly instances: readonly (InstanceStatus & { readonly status: StreamsStatus | null })[]
}

/** Asks the cabinet that runs at HOST and PORT. Throws StartError when there is none. */
export async function askStatus(): Promise<StreamsStatus | SupervisedStatus> {
  const config = readConfig()
  trustAlso(config)
  const url = `${config.CABINET_URL ?? urlOf(config, config.PORT)}/api/status`
  const headers = askingHeaders(config)
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (answer?.status === 401 || answer?.status === 403)
    throw new StartError(keyNeeded(url, 'admin or observation'))
  if (answer?.ok) return (await answer.json()) as StreamsStatus | SupervisedStatus
  throw new StartError(
    `No cabinet answers at ${url}. Start one with npm start; HOST and PORT say where to ask.`,
  )
}

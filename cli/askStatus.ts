import type { StreamsStatus } from 'millrace'
import { readConfig } from '../config/readConfig.ts'
import type { InstanceStatus } from '../supervisor/supervisor.ts'
import { StartError } from './startError.ts'
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
  const { HOST, PORT } = readConfig()
  const url = `${urlOf(HOST, PORT)}/api/status`
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  if (answer?.ok) return (await answer.json()) as StreamsStatus | SupervisedStatus
  throw new StartError(
    `No cabinet answers at ${url}. Start one with npm start; HOST and PORT say where to ask.`,
  )
}

import { silent } from '../runtime/logger.ts'
import { systemTime } from '../runtime/time.ts'
import { ResetLog } from './resetLog.ts'
import type { ResetOptions } from './resetOptions.ts'

export type ResetContext = Required<Omit<ResetOptions, 'signal'>> &
  Pick<ResetOptions, 'signal'> & { readonly log: ResetLog }

export function contextOf(options: ResetOptions, applicationId: string): ResetContext {
  const filled = {
    patienceMs: 60_000,
    progress: () => {},
    logger: silent,
    time: systemTime,
    ...options,
  }
  return { ...filled, log: new ResetLog({ ...filled, applicationId }) }
}

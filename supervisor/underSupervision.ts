import type { FromChild, ToChild } from './message.ts'

/** The child's side of being supervised. */
export interface Supervision {
  /** Aborted when the child should end: told to, signalled, or left alone by a supervisor that is gone. */
  readonly stopping: AbortSignal
  /** Whether to give up its place for good; known once `stopping` is aborted. */
  readonly leave: boolean
  /** Does nothing once the supervisor is gone. */
  tell(message: FromChild): Promise<void>
}

/**
 * Puts this process under the supervisor that started it. Ctrl-C reaches every process of a terminal: the supervisor alone
 * acts on it. A child that has not ended `patienceMs` after it was left alone ends at once: nobody else would end it.
 */
export function underSupervision(patienceMs: number): Supervision {
  const controller = new AbortController()
  const supervision = { stopping: controller.signal, leave: true, tell }
  process.on('message', ({ leave }: ToChild) => {
    supervision.leave = leave
    controller.abort()
  })
  process.on('disconnect', () => {
    controller.abort()
    setTimeout(() => process.exit(1), patienceMs).unref()
  })
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('SIGTERM', () => controller.abort())
  // With the supervisor, the reader of these goes away.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return supervision
}

function tell(message: FromChild): Promise<void> {
  return new Promise(resolve => {
    if (process.connected) process.send!(message, () => resolve())
    else resolve()
  })
}

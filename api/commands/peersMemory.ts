import type { InstanceEndpoint } from 'millrace'
import { originOf } from '../originOf.ts'
import type { Known } from './repeats.ts'

export interface AskOptions {
  readonly deadlineMs: number
  /** What they know us by. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether they are asked by https. */
  readonly isSecure: boolean
}

/**
 * What another instance remembers of a command with an Idempotency-Key; null: none that answers in time does. At worst the
 * same event is published once more.
 */
export async function askPeers<Answer>(
  peers: readonly InstanceEndpoint[],
  eventId: string,
  { deadlineMs, headers, isSecure }: AskOptions,
): Promise<Known<Answer> | null> {
  const asked = peers.map(async ({ endpoint }) => {
    const answer = await fetch(
      `${originOf(endpoint, isSecure)}/internal/commands/${encodeURIComponent(eventId)}`,
      {
        headers,
        signal: AbortSignal.timeout(deadlineMs),
      },
    )
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    return (await answer.json()) as Known<Answer>
  })
  return Promise.any(asked).catch(() => null)
}

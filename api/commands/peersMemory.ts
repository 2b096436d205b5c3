import type { InstanceEndpoint } from 'millrace'
import { originOf } from '../originOf.ts'
import type { Known } from './repeats.ts'

/** A peer that takes longer is not waited for: at worst the same event is published once more. */
const deadlineMs = 300

/** What another instance remembers of a command with an Idempotency-Key; null: none that answers in time does. */
export async function askPeers<Answer>(
  peers: readonly InstanceEndpoint[],
  eventId: string,
): Promise<Known<Answer> | null> {
  const asked = peers.map(async ({ endpoint }) => {
    const answer = await fetch(`${originOf(endpoint)}/internal/commands/${encodeURIComponent(eventId)}`, {
      signal: AbortSignal.timeout(deadlineMs),
    })
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    return (await answer.json()) as Known<Answer>
  })
  return Promise.any(asked).catch(() => null)
}

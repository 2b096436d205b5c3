import type { Channel } from './channel.ts'
import { type Directory, DirectoryAway } from './directory.ts'
import { isOutdated } from './isOutdated.ts'
import type { NothingReason } from './report.ts'
import type { Request } from './request.ts'
import { type RetryOptions, retryDelay } from './retryDelay.ts'
import { SendError } from './sendError.ts'
import { render } from './template.ts'

export interface DeliveryOptions {
  readonly directory: Directory
  readonly channel: Channel
  readonly zone: string
  /** Tries in all; after the last one it is a dead letter. */
  readonly tries: number
  readonly retry: RetryOptions
  readonly random: () => number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How a try went. */
export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'nothing'; readonly reason: NothingReason }
  | {
      readonly kind: 'failed'
      /** Failures so far, this one included if it counts. */
      readonly tries: number
      /** Null: for good. */
      readonly waitMs: number | null
      readonly code: string
      readonly message: string
    }

/** One try: looks up whom it concerns, says it in French, hands it to the channel. `failed`: tries before it. Never rejects. */
export async function deliver(
  recipient: string,
  request: Request,
  failed: number,
  options: DeliveryOptions,
): Promise<Outcome> {
  try {
    const { directory, channel, zone } = options
    const facts = await directory.lookUp(recipient, request.donnees)
    if (facts.isErased) return { kind: 'nothing', reason: 'ERASED' }
    if (facts.person === null)
      throw new SendError('RECIPIENT_UNKNOWN', 'The cabinet knows neither a patient nor a médecin of this id')
    const { eventId, canal, modele, donnees } = request
    if (isOutdated(modele, donnees, facts, options.now())) return { kind: 'nothing', reason: 'OUTDATED' }
    const { name, email, telephone } = facts.person
    const text = render(modele, donnees, facts, { name, zone })
    const message = { eventId, recipient, canal, modele, email, telephone, ...text, tries: failed }
    if (!channel.reaches(message)) return { kind: 'nothing', reason: 'NO_ADDRESS' }
    await channel.send(message)
    return { kind: 'sent' }
  } catch (error) {
    return failure(error as Error, failed, options)
  }
}

function failure(error: Error, failed: number, { tries, retry, random }: DeliveryOptions): Outcome {
  if (error instanceof DirectoryAway) {
    const waitMs = retryDelay(failed + 3, retry, random)
    return { kind: 'failed', tries: failed, waitMs, code: 'DIRECTORY_AWAY', message: error.message }
  }
  const now = failed + 1
  const { code, isFinal, retryAfterMs } =
    error instanceof SendError ? error : { code: error.name, isFinal: false, retryAfterMs: null }
  const wait = Math.max(retryDelay(now, retry, random), Math.min(retryAfterMs ?? 0, retry.capMs))
  const isOver = isFinal || now >= tries
  return { kind: 'failed', tries: now, waitMs: isOver ? null : wait, code, message: error.message }
}

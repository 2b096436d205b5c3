import { createHmac } from 'node:crypto'
import type { Channel } from './channel.ts'
import { SendError } from './sendError.ts'

export interface WebhookOptions {
  readonly url: string
  /** Signs what is sent; null: it goes unsigned. */
  readonly secret: string | null
  /** For a whole sending, ms. */
  readonly timeoutMs: number
  readonly now?: () => number
}

/**
 * By POST. `idempotency-key` is the eventId; `x-cabinet-signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256 of
 * `<seconds>.<body>`. Any 2xx is success; 408, 425, 429 and 5xx are tried again, other answers are final.
 */
export function webhookChannel({ url, secret, timeoutMs, now = Date.now }: WebhookOptions): Channel {
  return {
    name: 'webhook',
    reaches: () => true,
    async send(message) {
      const signal = AbortSignal.timeout(timeoutMs)
      const body = JSON.stringify(message)
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'idempotency-key': message.eventId,
      }
      if (secret !== null)
        headers['x-cabinet-signature'] = signatureOf(secret, Math.floor(now() / 1_000), body)
      let answer: Response
      try {
        answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' })
      } catch (error) {
        const { cause } = error as { cause?: { code?: string } }
        const code = signal.aborted ? 'TIMEOUT' : (cause?.code ?? 'UNREACHABLE')
        throw new SendError(`WEBHOOK_${code}`, `No answer of the webhook: ${code}`)
      }
      await answer.body?.cancel()
      if (answer.ok) return
      const { status } = answer
      throw new SendError(`WEBHOOK_${status}`, `The webhook answered ${status}`, {
        isFinal: status < 500 && ![408, 425, 429].includes(status),
        retryAfterMs: secondsOf(answer.headers.get('retry-after')),
      })
    },
    async close() {},
  }
}

export function signatureOf(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}

/** The other form of Retry-After, a date, is not used by those who limit rates. */
const secondsOf = (text: string | null) =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : null

import { createTransport } from 'nodemailer'
import type { Channel } from './channel.ts'
import { SendError } from './sendError.ts'

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; nodemailer's query options apply. */
  readonly url: string
  /** The sender, such as `Cabinet <cabinet@example.org>`. */
  readonly from: string
  /** For each step of a sending, ms. */
  readonly timeoutMs: number
}

/** By e-mail, a connection each: a pool has a queue of its own, and sends again by itself. The Message-ID comes from the eventId: servers that look at it recognise a second sending. */
export function smtpChannel({ url, from, timeoutMs }: SmtpOptions): Channel {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Texts are ours; nothing is to be fetched for them.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'cabinet.invalid'
  return {
    name: 'smtp',
    reaches: ({ email }) => email !== null,
    async send({ eventId, email, subject, text }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: email! },
          subject,
          text,
          messageId: `<${eventId}@${domain}>`,
          headers: { 'X-Event-Id': eventId, 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        throw smtpError(error)
      }
    },
    async close() {
      transport.close()
    },
  }
}

/** The other side's own text may quote the address: its code alone is told. */
function smtpError(error: unknown): SendError {
  const { responseCode, code = 'UNKNOWN' } = error as { responseCode?: number; code?: string }
  if (responseCode === undefined)
    return new SendError(`SMTP_${code}`, `No answer of the mail server: ${code}`)
  return new SendError(`SMTP_${responseCode}`, `The mail server answered ${responseCode} (${code})`, {
    isFinal: responseCode >= 500 && code !== 'EAUTH',
  })
}

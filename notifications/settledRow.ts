/** What was sent, or will not be: a repeat of its request has no effect. Key: {@link settledKey}. Gone after {@link settledTtlMs}. */
export interface SettledRow {
  readonly v: 1
  readonly outcome: 'sent' | 'nothing'
}

export const settledKey = (recipient: string, eventId: string): string => `${recipient}/${eventId}`

export const settledTtlMs = 30 * 86_400_000

/** Where a dead letter lies in cabinet.dlq. Written `partition@offset`, which is its name in commands, answers and headers. */
export interface LetterId {
  readonly partition: number
  readonly offset: number
}

export const formatLetterId = ({ partition, offset }: LetterId): string => `${partition}@${offset}`

/** Null for what is no name of a letter. */
export function parseLetterId(text: string): LetterId | null {
  const match = /^(\d{1,9})@(\d{1,15})$/.exec(text)
  return match ? { partition: Number(match[1]), offset: Number(match[2]) } : null
}

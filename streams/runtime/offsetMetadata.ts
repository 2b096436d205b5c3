/**
 * What stands beside a committed offset: the task's event time, so that punctuators go on where they were, and the id of the
 * topic, so that one of the same name is not taken for it.
 */
export interface OffsetMetadata {
  /** −1 when there is none, or when somebody else committed. */
  readonly streamTime: number
  /** Null when it was not told. */
  readonly topicId: string | null
}

export function encodeOffsetMetadata({ streamTime, topicId }: OffsetMetadata): string {
  return topicId === null ? `millrace:1:${streamTime}` : `millrace:2:${streamTime}:${topicId}`
}

export function decodeOffsetMetadata(metadata: string | undefined): OffsetMetadata {
  const match = /^millrace:(?:1:(-?\d+)|2:(-?\d+):(.+))$/.exec(metadata ?? '')
  if (!match) return { streamTime: -1, topicId: null }
  return { streamTime: Number(match[1] ?? match[2]), topicId: match[3] ?? null }
}

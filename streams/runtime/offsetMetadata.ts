/**
 * What stands beside a committed offset: the task's event time, so that punctuators go on where they were; the id of the topic, so
 * that one of the same name is not taken for it; and how far the task is with a cut.
 */
export interface OffsetMetadata {
  /** −1 when there is none, or when somebody else committed. */
  readonly streamTime: number
  /** Null when it was not told. */
  readonly topicId: string | null
  /** Null: none, or it was over when this was committed. */
  readonly cut: CutTag | null
}

/** Phase 1: intake is held. Phase 2: the task stands at the cut's positions, and its rows are on the disk, none whose time is over. */
export interface CutTag {
  /** Letters, digits, dots, dashes, underscores. */
  readonly id: string
  readonly phase: 1 | 2
}

/** Version 3 is written while a cut holds, and only then: programs from before it read no stream time there, and nothing wrong. */
export function encodeOffsetMetadata({ streamTime, topicId, cut }: OffsetMetadata): string {
  if (cut !== null) return `millrace:3:${streamTime}:${cut.id}/${cut.phase}:${topicId ?? ''}`
  return topicId === null ? `millrace:1:${streamTime}` : `millrace:2:${streamTime}:${topicId}`
}

export function decodeOffsetMetadata(metadata: string | undefined): OffsetMetadata {
  const match = /^millrace:(?:1:(-?\d+)|2:(-?\d+):(.+)|3:(-?\d+):([\w.-]+)\/([12]):(.*))$/.exec(
    metadata ?? '',
  )
  if (!match) return { streamTime: -1, topicId: null, cut: null }
  const [, first, second, secondTopic, third, id, phase, thirdTopic] = match
  return {
    streamTime: Number(first ?? second ?? third),
    topicId: secondTopic || thirdTopic || null,
    cut: id === undefined ? null : { id, phase: phase === '1' ? 1 : 2 },
  }
}

/** What stands beside a committed offset: the task's event time, so that punctuators go on where they were. */
export function encodeOffsetMetadata(streamTime: number): string {
  return `millrace:1:${streamTime}`
}

/** −1 when there is none, or when somebody else committed. */
export function decodeOffsetMetadata(metadata: string | undefined): number {
  const match = /^millrace:1:(-?\d+)$/.exec(metadata ?? '')
  return match ? Number(match[1]) : -1
}

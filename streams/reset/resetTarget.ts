/** From where the input is read again. */
export type ResetTarget =
  | { readonly kind: 'zero' }
  /** ISO 8601: in each partition, from the first record with a timestamp as late. */
  | { readonly kind: 'time'; readonly time: string }
  /** By `topic:partition`; every source partition is named. */
  | { readonly kind: 'offsets'; readonly offsets: Readonly<Record<string, number>> }

export const partitionName = ({ topic, partition }: { readonly topic: string; readonly partition: number }) =>
  `${topic}:${partition}`

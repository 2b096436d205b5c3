/** Bytes as the API shows them: text where they are UTF-8. */
export type Bytes = { readonly text: string } | { readonly base64: string } | null

/** A dead letter, as `/api/dlq` lists it. */
export interface Letter {
  readonly letter: string
  readonly status: 'open' | 'replayed' | 'discarded'
  readonly treatedAt: string | null
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
  readonly timestamp: string
  readonly writtenAt: string
  readonly error: string
  readonly message: string
  readonly stage: string
  readonly task: string
  readonly key: Bytes
  readonly bytes: number
  readonly omitted: readonly string[]
}

export interface WholeLetter extends Letter {
  readonly value: Bytes
  readonly headers: readonly { readonly name: string; readonly value: Bytes }[]
}

export interface LetterList {
  readonly items: readonly Letter[]
  readonly scanned: number
  readonly bound: number
  readonly next: string | null
}

/** What a replay, or a discard, has done. */
export interface TreatReport {
  readonly action: 'replayed' | 'discarded'
  readonly done: number
  readonly already: number
  readonly refused: number
  readonly reasons: readonly { readonly letter: string; readonly reason: string }[]
  readonly next: string | null
}

export const placeOf = ({ topic, partition, offset }: Letter): string =>
  topic === null ? '—' : `${topic}[${partition}]@${offset}`

import { isUtf8 } from 'node:buffer'
import { formatLetterId } from './letterId.ts'
import type { FoundLetter } from './letterScan.ts'

/** Bytes as people can read them: text where they are UTF-8, else base64; null where there are none. */
export type ShownBytes = { readonly text: string } | { readonly base64: string } | null

/** A letter as answers and commands show it, without value and headers. */
export interface ShownLetter {
  /** `partition@offset` in cabinet.dlq. */
  readonly letter: string
  readonly status: 'open' | 'replayed' | 'discarded'
  /** When it was replayed or discarded. */
  readonly treatedAt: string | null
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
  readonly timestamp: string
  /** When the letter was written. */
  readonly writtenAt: string
  readonly error: string
  readonly message: string
  readonly stage: string
  readonly task: string
  readonly key: ShownBytes
  /** Of key and value. */
  readonly bytes: number
  readonly omitted: readonly string[]
}

export interface ShownWholeLetter extends ShownLetter {
  readonly value: ShownBytes
  readonly headers: readonly { readonly name: string; readonly value: ShownBytes }[]
}

export function showLetter({ letter, treatment }: FoundLetter): ShownLetter {
  const { source, error, message, stage, task, bytes, omitted } = letter
  return {
    letter: formatLetterId(letter),
    status: treatment?.action ?? 'open',
    treatedAt: treatment ? new Date(treatment.at).toISOString() : null,
    topic: source?.topic ?? null,
    partition: source?.partition ?? null,
    offset: source?.offset ?? null,
    timestamp: new Date(letter.timestamp).toISOString(),
    writtenAt: new Date(letter.writtenAt).toISOString(),
    error,
    message,
    stage,
    task,
    key: shown(letter.key),
    bytes,
    omitted,
  }
}

export const showWholeLetter = (found: FoundLetter): ShownWholeLetter => ({
  ...showLetter(found),
  value: shown(found.letter.value),
  headers: found.letter.headers.map(({ key, value }) => ({ name: key, value: shown(value) })),
})

function shown(bytes: Uint8Array | null): ShownBytes {
  if (bytes === null) return null
  const buffer = Buffer.from(bytes)
  return isUtf8(buffer) ? { text: buffer.toString() } : { base64: buffer.toString('base64') }
}

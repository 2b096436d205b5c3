import type { Text } from '../language.ts'

/** The outbox did not keep it: it is full, or the disk refused. */
export class OutboxUnable extends Error {
  readonly text: Text

  constructor(text: Text, cause?: unknown) {
    super(text.en, { cause })
    this.name = 'OutboxUnable'
    this.text = text
  }

  static full(what: 'records' | 'bytes', limit: number): OutboxUnable {
    const variable = what === 'records' ? 'OUTBOX_RECORDS' : 'OUTBOX_BYTES'
    return new OutboxUnable({
      en: `The outbox is full: it has ${limit} ${what} (${variable}).`,
      fr: `La file d’envoi est pleine : elle a ${limit} ${what === 'records' ? 'enregistrements' : 'octets'} (${variable}).`,
    })
  }

  static disk(cause: unknown): OutboxUnable {
    const why = cause instanceof Error ? cause.message : String(cause)
    return new OutboxUnable(
      {
        en: `The outbox could not write to its disk: ${why}`,
        fr: `La file d’envoi n’a pas pu écrire sur son disque : ${why}`,
      },
      cause,
    )
  }
}

/** Files of a database are damaged or missing. It is not used any further: whoever opens it next sets it aside and rebuilds. */
export class StateCorrupt extends Error {
  readonly code = 'STATE_CORRUPT'
  /** What is wrong, as the database says it. */
  readonly why: string

  constructor(path: string, why: string, cause?: unknown) {
    super(
      `The state in ${path} is damaged: ${why}. Start again: it is then set aside and rebuilt from the changelogs. ` +
        'If it happens more than once, look at the disk.',
      { cause },
    )
    this.name = 'StateCorrupt'
    this.why = why
  }
}

/** What RocksDB says of damage; every kind of damage is tried in stateDirectory.test.ts. Null: something else is wrong. */
export function damageIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const told =
    /corrupt|checksum|mismatch|CURRENT file|contains existing log file|in MANIFEST|bad (table|block|entry)|truncated|too short/i
  const missing = /no such file or directory/i
  if (told.test(error.message) || missing.test(error.message)) return error.message.trim()
  return damageIn(error.cause)
}

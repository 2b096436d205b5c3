/** The disk would not take or give the state. What was committed stays; nothing of the batch that failed is there. */
export class StateFailed extends Error {
  readonly code: 'DISK_FULL' | 'STATE_IO'

  private constructor(code: 'DISK_FULL' | 'STATE_IO', message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'StateFailed'
    this.code = code
  }

  /** The error as its reader needs it; other errors than the disk's as they are. */
  static from(error: unknown, path: string): unknown {
    const told = reasons(error)
    if (told.some(reason => /ENOSPC|EDQUOT|no space left|quota exceeded/i.test(reason))) {
      return new StateFailed(
        'DISK_FULL',
        `The disk of the state directory ${path} is full. Free some space, or give it a larger disk, and start again: ` +
          'the state is what was committed last.',
        error,
      )
    }
    const reason = told.find(each =>
      /\bE(IO|ROFS|ACCES|PERM|NOTDIR|NOENT|EXIST|MFILE|NFILE|FBIG)\b|IO error/.test(each),
    )
    if (reason === undefined) return error
    return new StateFailed(
      'STATE_IO',
      `The state directory ${path} cannot be written or read: ${reason}. Mend the disk or the rights, and start again. ` +
        'If its files are damaged, delete the directory: it is rebuilt from the changelogs.',
      error,
    )
  }
}

/** Code and message of the error and of its causes. */
function reasons(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  const code = 'code' in error ? `${String(error.code)} ` : ''
  return [code + error.message, ...inner.flatMap(reasons)]
}

import type { Language, Text } from './language.ts'

/** A fault in a request: where, and what is wrong there. */
export interface RequestFault {
  /** `body/nom`, `querystring/limit`. */
  readonly where: string
  readonly message: Text
}

export interface ProblemExtra {
  readonly faults?: readonly RequestFault[]
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Further members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** An answer that is not what was asked for, as RFC 9457 has it. problems.ts lists them all. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: Text
  readonly detail: Text
  readonly extra: ProblemExtra

  constructor(code: string, status: number, title: Text, detail: Text, extra: ProblemExtra = {}) {
    super(detail.en)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.title = title
    this.detail = detail
    this.extra = extra
  }

  /** The body. Its type leads to a paragraph of the docs page. */
  body(instance: string, language: Language): Readonly<Record<string, unknown>> {
    const { faults, members } = this.extra
    return {
      type: `/docs#${this.code}`,
      title: this.title[language],
      status: this.status,
      detail: this.detail[language],
      instance,
      ...(faults && {
        faults: faults.map(({ where, message }) => ({ where, message: message[language] })),
      }),
      ...members,
    }
  }
}

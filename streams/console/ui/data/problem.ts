/** Why there is no answer: what the server said (RFC 9457), or that it cannot be reached. In the page's language. */
export class Problem extends Error {
  /** Of HTTP; 0: there was no answer. */
  readonly status: number
  /** Such as `key-reused`: what `/docs#…` explains. `unreachable` where there was no answer. */
  readonly code: string
  readonly title: string
  readonly detail: string
  /** Of an invalid request: `body/nom`, and what is wrong there. */
  readonly faults: readonly { readonly where: string; readonly message: string }[]
  readonly body: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    title: string,
    detail: string,
    body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title)
    this.name = 'Problem'
    this.status = status
    this.code = code
    this.title = title
    this.detail = detail
    this.faults = Array.isArray(body.faults) ? body.faults : []
    this.body = body
  }
}

/** A subscription that cannot be: `where` names the part of the request that is wrong. */
export class FeedRefused extends Error {
  readonly code: 'closed' | 'unknown-source' | 'unknown-field' | 'bad-token'
  readonly where: string

  constructor(code: FeedRefused['code'], where: string, message: string) {
    super(message)
    this.name = 'FeedRefused'
    this.code = code
    this.where = where
  }
}

/** One message to a client. Shared by those to whom the same is said. */
export class Frame {
  readonly type: string
  /** What the client resumes with once it has taken it; null: it does not resume. */
  readonly token: string | null
  readonly text: string
  #bytes: Buffer | null = null

  constructor(type: string, id: string, members: string, token: string | null = null) {
    this.type = type
    this.token = token
    this.text = `{"type":"${type}","id":${JSON.stringify(id)}${members}}`
  }

  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text)
    return this.#bytes
  }
}

const textOf = (token: string | null) => (token === null ? 'null' : `"${token}"`)

export const snapshotFrame = (id: string, reason: string) =>
  new Frame('snapshot', id, `,"reason":"${reason}"`)

/** `rows`: JSON with commas between. */
export const rowsFrame = (id: string, rows: string) => new Frame('rows', id, `,"rows":[${rows}]`)

export const liveFrame = (id: string, token: string | null) =>
  new Frame('live', id, `,"token":${textOf(token)}`, token)

/** `items`: changes or events, JSON with commas between. */
export const newsFrame = (id: string, kind: 'changes' | 'events', items: string, token: string | null) =>
  new Frame(kind, id, `,"${kind}":[${items}],"token":${textOf(token)}`, token)

/** `skipped`: by topic, how many events there were beside these. */
export const sampleFrame = (id: string, events: string, skipped: ReadonlyMap<string, number>) =>
  new Frame(
    'events',
    id,
    `,"events":[${events}],"token":null,"skipped":${JSON.stringify(Object.fromEntries(skipped))}`,
  )

export const closedFrame = (id: string, reason: string, token: string | null) =>
  new Frame('closed', id, `,"token":${textOf(token)},"reason":"${reason}"`, token)

/** What the feed says, as a test looks at it. */
export interface Told {
  readonly type: string
  readonly id?: string
  readonly reason?: string
  readonly token?: string | null
  readonly rows?: readonly { readonly key: string; readonly value: never }[]
  readonly changes?: readonly { readonly key: string; readonly value: never }[]
  readonly events?: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[]
  readonly tokens?: Readonly<Record<string, string>>
  readonly problem?: { readonly status: number; readonly detail: string }
}

type Row = Readonly<Record<string, unknown>>

/** A client that does what docs/flux.md says, over a real websocket; of several connections the table goes on. */
export class FluxSocket {
  readonly table = new Map<string, Row>()
  readonly changes: { readonly key: string; readonly value: Row | null }[] = []
  readonly events: { readonly topic: string; readonly partition: number; readonly offset: number }[] = []
  told: Told[] = []
  token: string | null = null
  closed: number | null = null
  /** Why, in words. */
  reason: string | null = null
  #socket: WebSocket | null = null

  async connect(url: string, protocols: string[] = []): Promise<this> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/flux`, protocols)
    this.#socket = socket
    this.closed = null
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#take(JSON.parse(String(data)))
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.onopen = () => resolve()
    socket.onclose = ({ code, reason }) => {
      if (this.#socket === socket) {
        this.closed = code
        this.reason = reason
      }
      reject(new Error(`closed: ${code}`))
    }
    await promise
    return this
  }

  get protocol(): string {
    return this.#socket!.protocol
  }

  send(frame: object | string): void {
    this.#socket!.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** Without a word, and nothing that comes yet counts. */
  cut(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  types(): readonly string[] {
    return this.told.map(({ type }) => type)
  }

  #take(told: Told): void {
    this.told.push(told)
    if (told.type === 'snapshot') this.table.clear()
    for (const { key, value } of told.rows ?? []) this.table.set(key, value)
    for (const { key, value } of told.changes ?? []) {
      if (value === null) this.table.delete(key)
      else this.table.set(key, value)
      if (told.token !== null) this.changes.push({ key, value })
    }
    this.events.push(...(told.events ?? []))
    if (told.token != null) this.token = told.token
    if (told.tokens?.s && this.token !== null) this.token = told.tokens.s
  }
}

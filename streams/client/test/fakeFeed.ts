import type { OpenSocket, SocketHandlers } from '../openSocket.ts'
import type { ClientMessage, ServerMessage, SubscribeMessage } from '../protocol.ts'

/** The other end of one connection. */
export class FakeSocket {
  readonly url: string
  readonly token: string | null
  readonly sent: ClientMessage[] = []
  isClosed = false
  readonly #handlers: SocketHandlers

  constructor(url: string, token: string | null, handlers: SocketHandlers) {
    this.url = url
    this.token = token
    this.#handlers = handlers
  }

  open(): void {
    this.#handlers.opened()
  }

  say(message: ServerMessage): void {
    this.#handlers.message(JSON.stringify(message))
  }

  sayText(text: string): void {
    this.#handlers.message(text)
  }

  end(why = 'code 1006'): void {
    this.#handlers.closed(why)
  }

  get subscribed(): readonly SubscribeMessage[] {
    return this.sent.filter(message => message.type === 'subscribe')
  }

  /** The last subscription's id. */
  get id(): string {
    return this.subscribed.at(-1)!.id
  }

  /** A whole snapshot for the last subscription. */
  snapshot(rows: Readonly<Record<string, unknown>>, token: string, reason = 'new'): void {
    const { id } = this
    this.say({ type: 'snapshot', id, reason })
    this.say({ type: 'rows', id, rows: Object.entries(rows).map(([key, value]) => ({ key, value })) })
    this.say({ type: 'live', id, token })
  }

  changes(changes: Readonly<Record<string, unknown>>, token: string): void {
    const at = '2026-05-04T12:00:00.000Z'
    this.say({
      type: 'changes',
      id: this.id,
      changes: Object.entries(changes).map(([key, value]) => ({ key, value, at })),
      token,
    })
  }
}

/** Connections in the order in which they were asked for; nothing happens in them by itself. */
export class FakeFeed {
  readonly sockets: FakeSocket[] = []

  readonly openSocket: OpenSocket = (url, token, handlers) => {
    const socket = new FakeSocket(url, token, handlers)
    this.sockets.push(socket)
    return {
      send: text => socket.sent.push(JSON.parse(text) as ClientMessage),
      close: () => {
        socket.isClosed = true
      },
    }
  }

  get last(): FakeSocket {
    return this.sockets.at(-1)!
  }
}

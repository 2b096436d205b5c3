/** Opens a connection that carries texts both ways. It throws, or tells `closed` exactly once, in the end. */
export type OpenSocket = (url: string, token: string | null, handlers: SocketHandlers) => FeedSocket

export interface SocketHandlers {
  opened(): void
  message(text: string): void
  /** It is over, or never came to be; nothing is told afterwards. */
  closed(why: string): void
}

export interface FeedSocket {
  send(text: string): void
  /** Nothing more is wanted from it. */
  close(): void
}

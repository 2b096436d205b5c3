/** A websocket of the package ws, as far as it is used. */
export interface Socket {
  /** Bytes not yet given to the operating system. */
  readonly bufferedAmount: number
  send(data: Buffer | string, options: { readonly binary: boolean }, sent: (error?: Error) => void): void
  ping(): void
  close(code: number, reason: string): void
  /** Without a word. */
  terminate(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void
  on(event: 'pong' | 'close', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

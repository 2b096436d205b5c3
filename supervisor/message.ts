/** What a child tells its supervisor, over the IPC channel. */
export type FromChild =
  /** Whether it should be sent requests; told at every change. */
  | { readonly type: 'ready'; readonly ready: boolean }
  /** It is about to exit, and why. `retry` false: another start would end the same way. */
  | { readonly type: 'failing'; readonly reason: string; readonly retry: boolean }

/** What a supervisor tells a child: end in order; `leave` false when it comes back at once. */
export interface ToChild {
  readonly type: 'stop'
  readonly leave: boolean
}

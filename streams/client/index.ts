/** millrace/client: a client of a feed, for browsers and Node alike. It imports nothing. */

export {
  connect,
  type FeedClient,
  type FeedSubscription,
  type SampleHandlers,
  type SampleOptions,
  type ViewOptions,
} from './connect.ts'
export type { EventStream, EventStreamOptions } from './eventStream.ts'
export { FeedDisconnected, FeedGap, FeedRefused } from './feedError.ts'
export type { FeedOptions, FeedTime } from './feedOptions.ts'
export type { LiveTable } from './liveTable.ts'
export type { FeedSocket, OpenSocket, SocketHandlers } from './openSocket.ts'
export type {
  ClientMessage,
  FeedChange,
  FeedProblem,
  ResumeToken,
  ServerMessage,
  SlowReader,
  SubscribeMessage,
} from './protocol.ts'
export type { FeedState, Handlers } from './subscription.ts'
export { webSocket } from './webSocket.ts'

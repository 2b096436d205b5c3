import type { OpenSocket } from './openSocket.ts'

/** The global WebSocket, of browsers and of Node: what `openSocket` is by default. */
export const webSocket: OpenSocket = (url, token, handlers) => {
  const socket = new WebSocket(url, token === null ? [] : ['millrace', `bearer.${token}`])
  let isOver = false
  const over = (why: string) => {
    if (isOver) return
    isOver = true
    handlers.closed(why)
  }
  socket.onopen = () => handlers.opened()
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') handlers.message(data)
  }
  socket.onclose = ({ code, reason }) => over(reason === '' ? `code ${code}` : `${reason} (code ${code})`)
  return {
    send: text => socket.send(text),
    // A peer that is silent does not answer the closing either: its end is not waited for.
    close: () => {
      isOver = true
      socket.close()
    },
  }
}

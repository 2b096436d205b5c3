import type { IncomingHttpHeaders } from 'node:http'

/** Longer is nobody's token, and is not looked at. */
const most = 8_192

/**
 * The key or token of a request: `Authorization: Bearer …`, or, where a websocket is asked for by a browser, which cannot
 * set that header, the subprotocol `bearer.…`. Null: none.
 */
export function credentialOf(headers: IncomingHttpHeaders): string | null {
  const { authorization, upgrade } = headers
  const [, bearer] = /^bearer +([\x21-\x7e]+)$/i.exec(authorization?.trim() ?? '') ?? []
  if (bearer !== undefined) return bearer.length <= most ? bearer : null
  if (upgrade?.toLowerCase() !== 'websocket') return null
  const protocols = headers['sec-websocket-protocol']?.split(',').map(each => each.trim()) ?? []
  const token = protocols.find(each => each.startsWith('bearer.'))?.slice('bearer.'.length)
  return token && token.length <= most ? token : null
}

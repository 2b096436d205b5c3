import { hash } from 'node:crypto'

/** The UUID that a name always has within a namespace (RFC 9562, version 5). */
export function uuidv5(name: string, namespace: Uint8Array): string {
  const nameBytes = Buffer.byteLength(name)
  const input = nameBytes + 16 <= scratch.length ? scratch : Buffer.allocUnsafe(nameBytes + 16)
  input.set(namespace, 0)
  input.write(name, 16, 'utf8')
  const hex = hash('sha1', input.subarray(0, nameBytes + 16), 'hex')
  // Version 5 in the 13th digit, the variant's two bits in the 17th.
  const variant = variants[Number.parseInt(hex[16]!, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const uuidBytes = (uuid: string): Uint8Array => Buffer.from(uuid.replaceAll('-', ''), 'hex')

const variants = '89ab'
/** Names are short: one buffer serves nearly all of them. */
const scratch = Buffer.allocUnsafe(512)

import type { IndexKey, IndexPart } from '../graph/storeIndex.ts'

/**
 * Index keys as bytes in their order: each part a tag and its value, then the end. A text ends with a 0, a 0 inside it is
 * followed by 255, which no tag is; a number is its double with the sign turned over, and all bits of a negative one.
 */
const tags = { end: 0, null: 1, false: 2, true: 3, number: 4, text: 5 }
/** What follows every key that begins with the same parts. */
const beyond = 0xff
const numberBytes = 8

export const partsOf = (key: IndexKey): readonly IndexPart[] =>
  Array.isArray(key) ? key : [key as IndexPart]

/** A key's bytes, between those that come before and after it. Throws TypeError for what is no key. */
export function encodeIndexKey(key: IndexKey, before: Uint8Array, after: Uint8Array): Buffer {
  const parts = partsOf(key)
  const bytes = Buffer.allocUnsafe(before.length + sizeOf(parts) + 1 + after.length)
  bytes.set(before, 0)
  const end = writeParts(bytes, before.length, parts)
  bytes[end] = tags.end
  bytes.set(after, end + 1)
  return bytes
}

/** What lies in front of, and behind, all keys that are these parts or begin with them. */
export function partsRange(key: IndexKey): { readonly from: Buffer; readonly to: Buffer } {
  const parts = partsOf(key)
  const from = Buffer.allocUnsafe(sizeOf(parts))
  writeParts(from, 0, parts)
  return { from, to: Buffer.concat([from, Buffer.of(beyond)]) }
}

/** The same where the last part, a text, need only begin so. Throws TypeError where it is none. */
export function prefixRange(key: IndexKey): { readonly from: Buffer; readonly to: Buffer } {
  if (typeof partsOf(key).at(-1) !== 'string')
    throw new TypeError('The last part of a prefix must be a text: what a key begins with')
  const whole = partsRange(key).from
  const from = whole.subarray(0, whole.length - 1)
  return { from, to: Buffer.concat([from, Buffer.of(beyond)]) }
}

/** Where a key that begins at `at` ends; −1 when that is none. */
export function endOfIndexKey(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; ) {
    const tag = bytes[i++]
    if (tag === tags.end) return i
    if (tag === tags.number) i += numberBytes
    else if (tag === tags.text) {
      for (; i < bytes.length; i += 2) {
        i = bytes.indexOf(0, i)
        if (i < 0) return -1
        if (bytes[i + 1] !== 0xff) break
      }
      i++
    } else if (tag! > tags.text) return -1
  }
  return -1
}

/** Whether two keys are the same without looking at their bytes; keys that are none are equal to nothing. */
export function isSameKey(a: IndexKey, b: IndexKey): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Throws TypeError for what is no key. */
export function checkIndexKey(key: IndexKey): void {
  const parts = partsOf(key)
  if (parts.length === 0) throw new TypeError('an index key without parts')
  for (const part of parts) checkPart(part)
}

function checkPart(part: IndexPart): void {
  if (typeof part === 'string' || part === null || typeof part === 'boolean') return
  if (typeof part === 'number' && Number.isFinite(part)) return
  // Never the value: it may be personal.
  const what = typeof part === 'number' ? 'a number that is not finite' : typeof part
  throw new TypeError(`a part of an index key is ${what}, not text, a finite number, a boolean or null`)
}

function sizeOf(parts: readonly IndexPart[]): number {
  let size = 0
  for (const part of parts) {
    checkPart(part)
    if (typeof part === 'string') size += 2 + Buffer.byteLength(part) + zeros(part)
    else size += typeof part === 'number' ? 1 + numberBytes : 1
  }
  return size
}

/** Returns where they end. */
function writeParts(bytes: Buffer, from: number, parts: readonly IndexPart[]): number {
  let at = from
  for (const part of parts) {
    if (typeof part === 'string') {
      bytes[at++] = tags.text
      if (zeros(part) === 0) at += bytes.utf8Write(part, at)
      else
        for (const byte of Buffer.from(part)) {
          bytes[at++] = byte
          if (byte === 0) bytes[at++] = 0xff
        }
      bytes[at++] = 0
    } else if (typeof part === 'number') {
      bytes[at++] = tags.number
      bytes.writeDoubleBE(part === 0 ? 0 : part, at)
      if (part < 0) for (let i = at; i < at + numberBytes; i++) bytes[i]! ^= 0xff
      else bytes[at]! ^= 0x80
      at += numberBytes
    } else bytes[at++] = part === null ? tags.null : part ? tags.true : tags.false
  }
  return at
}

function zeros(text: string): number {
  if (!text.includes('\0')) return 0
  return text.split('\0').length - 1
}

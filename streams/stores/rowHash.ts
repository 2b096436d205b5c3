/** The hash of one row, 128 bits as four 32-bit integers. */
export interface RowHash {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

const c1 = 0x239b961b
const c2 = 0xab0e9789 | 0
const c3 = 0x38b34ae5
const c4 = 0xa1e38b93 | 0

/** Before key and value: a block of their lengths. It also spreads rows of a few bytes over all four words. */
const begin = 16
/** Where a row is put together: lengths, key, value. Grows to the largest row that came. */
let row = Buffer.from(new ArrayBuffer(16 * 1024))
let words = new Int32Array(row.buffer)

/**
 * MurmurHash3_x86_128 (Austin Appleby, 2011), with the seed 0, of: the lengths of key and value as two little-endian 32-bit integers, eight
 * bytes of zero, the key, the value. So the same bytes divided otherwise are another row. Of the value, what comes before `from` is left
 * out. Made against mistakes, not against somebody who seeks collisions.
 */
export function hashRow(key: Uint8Array, value: Uint8Array, from = 0): RowHash {
  const size = value.length - from
  const length = begin + key.length + size
  if (length + 4 > row.length) grow(length + 4)
  words[0] = key.length
  words[1] = size
  copy(key, 0, begin)
  copy(value, from, begin + key.length)
  return murmur(length)
}

function grow(bytes: number): void {
  row = Buffer.from(new ArrayBuffer(2 ** Math.ceil(Math.log2(bytes))))
  words = new Int32Array(row.buffer)
}

/** A loop over few bytes beats a call into the engine. */
function copy(bytes: Uint8Array, from: number, to: number): void {
  if (bytes.length - from > 64) row.set(from === 0 ? bytes : bytes.subarray(from), to)
  else for (let i = from; i < bytes.length; i++) row[to + i - from] = bytes[i]!
}

function murmur(length: number): RowHash {
  let h1 = 0
  let h2 = 0
  let h3 = 0
  let h4 = 0
  const blocks = (length >>> 4) << 2
  let k = 0
  for (let i = 0; i < blocks; i += 4) {
    k = Math.imul(words[i]!, c1)
    h1 ^= Math.imul((k << 15) | (k >>> 17), c2)
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0
    k = Math.imul(words[i + 1]!, c2)
    h2 ^= Math.imul((k << 16) | (k >>> 16), c3)
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0
    k = Math.imul(words[i + 2]!, c3)
    h3 ^= Math.imul((k << 17) | (k >>> 15), c4)
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0
    k = Math.imul(words[i + 3]!, c4)
    h4 ^= Math.imul((k << 18) | (k >>> 14), c1)
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0
  }
  const rest = length & 15
  if (rest > 0) {
    // What an earlier row left behind the last byte must not count.
    row[length] = 0
    row[length + 1] = 0
    row[length + 2] = 0
    if (rest > 12) {
      k = Math.imul(words[blocks + 3]!, c4)
      h4 ^= Math.imul((k << 18) | (k >>> 14), c1)
    }
    if (rest > 8) {
      k = Math.imul(words[blocks + 2]!, c3)
      h3 ^= Math.imul((k << 17) | (k >>> 15), c4)
    }
    if (rest > 4) {
      k = Math.imul(words[blocks + 1]!, c2)
      h2 ^= Math.imul((k << 16) | (k >>> 16), c3)
    }
    k = Math.imul(words[blocks]!, c1)
    h1 ^= Math.imul((k << 15) | (k >>> 17), c2)
  }
  h1 ^= length
  h2 ^= length
  h3 ^= length
  h4 ^= length
  h1 = (h1 + h2 + h3 + h4) | 0
  h2 = (h2 + h1) | 0
  h3 = (h3 + h1) | 0
  h4 = (h4 + h1) | 0
  h1 = mix(h1)
  h2 = mix(h2)
  h3 = mix(h3)
  h4 = mix(h4)
  h1 = (h1 + h2 + h3 + h4) | 0
  return { a: h1, b: (h2 + h1) | 0, c: (h3 + h1) | 0, d: (h4 + h1) | 0 }
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * Zigzag varints, written without BigInt: lengths and offset deltas are 32-bit, timestamp deltas may be anything a number
 * holds exactly (a record from 1970 beside one from today is 41 bits away).
 */

export function sizeOfVarint(value: number): number {
  const z = ((value << 1) ^ (value >> 31)) >>> 0
  return z < 0x80 ? 1 : z < 0x4000 ? 2 : z < 0x20_0000 ? 3 : z < 0x1000_0000 ? 4 : 5
}

/** Returns the position after it. */
export function writeVarint(buffer: Uint8Array, at: number, value: number): number {
  let z = ((value << 1) ^ (value >> 31)) >>> 0
  let to = at
  while (z > 0x7f) {
    buffer[to++] = (z & 0x7f) | 0x80
    z >>>= 7
  }
  buffer[to++] = z
  return to
}

export function sizeOfVarlong(value: number): number {
  if (value === (value | 0)) return sizeOfVarint(value)
  let rest = Math.floor(magnitude(value) / 0x40)
  let size = 1
  while (rest > 0) {
    rest = Math.floor(rest / 0x80)
    size++
  }
  return size
}

/** Returns the position after it. */
export function writeVarlong(buffer: Uint8Array, at: number, value: number): number {
  if (value === (value | 0)) return writeVarint(buffer, at, value)
  // The zigzag of a large number needs one bit more than a double has, so the sign bit goes out with the lowest six.
  const m = magnitude(value)
  let byte = (m % 0x40) * 2 + (value < 0 ? 1 : 0)
  let rest = Math.floor(m / 0x40)
  let to = at
  while (rest > 0) {
    buffer[to++] = byte | 0x80
    byte = rest % 0x80
    rest = Math.floor(rest / 0x80)
  }
  buffer[to++] = byte
  return to
}

/** What is left of a zigzag number without its sign bit: 0, 1, 2… for 0, 1, 2… and for −1, −2, −3… */
function magnitude(value: number): number {
  return value < 0 ? -value - 1 : value
}

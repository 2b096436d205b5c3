/**
 * A key and a time as bytes, in the order of the keys, of one key in that of the times: the key, where a 0 is followed by 255; a 0;
 * the time as a double, which never begins with 255.
 */
const timeBytes = 8

export function versionKey(key: Uint8Array, timestamp: number): Buffer {
  const start = key.includes(0) ? escaped(key) : key
  const bytes = Buffer.allocUnsafe(start.length + 1 + timeBytes)
  bytes.set(start, 0)
  bytes[start.length] = 0
  bytes.writeDoubleBE(Math.max(0, timestamp), start.length + 1)
  return bytes
}

/** In front of all versions of this key, and of the keys after it. */
export function startOfVersions(key: Uint8Array): Buffer {
  const start = key.includes(0) ? escaped(key) : key
  const bytes = Buffer.allocUnsafe(start.length + 1)
  bytes.set(start, 0)
  bytes[start.length] = 0
  return bytes
}

export function readVersionKey(bytes: Buffer): { readonly key: Buffer; readonly timestamp: number } {
  const key = bytes.subarray(0, bytes.length - timeBytes - 1)
  return {
    key: key.includes(0) ? unescaped(key) : key,
    timestamp: bytes.readDoubleBE(bytes.length - timeBytes),
  }
}

function escaped(key: Uint8Array): Uint8Array {
  const bytes: number[] = []
  for (const byte of key) {
    bytes.push(byte)
    if (byte === 0) bytes.push(0xff)
  }
  return Uint8Array.from(bytes)
}

const unescaped = (key: Buffer): Buffer =>
  Buffer.from(key.filter((byte, i) => !(byte === 0xff && i > 0 && key[i - 1] === 0)))

/** A position in a buffer that moves on with each number read. Past the end it reads zeros: check `at` against the limit. */
export class VarintReader {
  buffer: Buffer
  at: number

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer
    this.at = at
  }

  /** A zigzag varint of at most 32 bits. */
  varint(): number {
    const buffer = this.buffer
    let byte = buffer[this.at++]!
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let z = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      byte = buffer[this.at++]!
      z |= (byte & 0x7f) << shift
      if (!(byte >= 0x80)) break
    }
    return (z >>> 1) ^ -(z & 1)
  }

  /** A zigzag varint of at most 64 bits, as a number. */
  varlong(): number {
    const buffer = this.buffer
    let byte = buffer[this.at++]!
    const negative = byte & 1
    let m = (byte & 0x7f) >>> 1
    let scale = 0x40
    while (byte >= 0x80 && scale < 2 ** 63) {
      byte = buffer[this.at++]!
      m += (byte & 0x7f) * scale
      scale *= 0x80
    }
    return negative ? -m - 1 : m
  }
}

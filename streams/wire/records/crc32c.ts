import { crc32c as libraryCrc32c, Writer } from '@platformatic/kafka'

/**
 * CRC32C of a buffer, native where the library found its native module, else WebAssembly.
 *
 * Given a Buffer, the library's native version copies it first; given a dynamic buffer it does not (0.19 against 0.38 ns a byte).
 */
export function crc32c(data: Buffer): number {
  return libraryCrc32c(Writer.create().append(data).dynamicBuffer) >>> 0
}

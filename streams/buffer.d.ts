/** Buffer's fast paths, which Node has had since its beginning and its types leave out. */
interface Buffer {
  utf8Slice(start: number, end: number): string
  latin1Slice(start?: number, end?: number): string
  utf8Write(text: string, offset: number, length?: number): number
  latin1Write(text: string, offset: number, length?: number): number
}

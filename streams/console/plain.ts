/** A value as data that JSON can tell: bytes in base64, big integers as text, maps and sets as lists. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, each) => {
    if (typeof each === 'bigint') return String(each)
    if (each instanceof Map) return [...each]
    if (each instanceof Set) return [...each]
    return each
  })
  return text === undefined ? null : JSON.parse(text)
}

/** How much a header of RFC 9110 (Accept, Accept-Language) wants something, 0 to 1; 0 where it does not name it. */
export function quality(header: string | undefined, isMeant: (range: string) => boolean): number {
  let most = 0
  for (const each of header?.split(',') ?? []) {
    const [range = '', ...parameters] = each.split(';').map(part => part.trim().toLowerCase())
    if (!isMeant(range)) continue
    const q = parameters.find(parameter => parameter.startsWith('q='))
    most = Math.max(most, q === undefined ? 1 : Number(q.slice(2)) || 0)
  }
  return most
}

import type { Entry } from './feedLog.ts'

const left = new Set(['email', 'telephone', 'dateNaissance'])
/** Says little to a reader. */
const uuid = /^[\da-f]{8}-/
const most = 6

/** What fits into a line: the first fields but the key, without addresses. */
export function summary({ data, key }: Entry): string {
  return Object.entries(data ?? {})
    .filter(
      ([name, value]) => value !== null && typeof value !== 'object' && value !== key && !left.has(name),
    )
    .sort(([, a], [, b]) => Number(uuid.test(String(a))) - Number(uuid.test(String(b))))
    .slice(0, most)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ')
}

import { Held } from './held.ts'
import type { Positions } from './positions.ts'

/** Where a subscription stands, for whoever resumes it. */
export interface Token {
  readonly applicationId: string
  /** What is subscribed to: a view or topics. */
  readonly source: string
  /** The filter, as `filterText` has it. */
  readonly filter: string
  /** When it was the newest there was, wall clock. */
  readonly time: number
  readonly topicIds: ReadonlyMap<string, string>
  readonly positions: Positions
  /** Null: more rows than a token names. Left out where none need be known. */
  readonly held?: Held | null
  /**
   * It stands on the way to another generation: its positions are those of the changelog that is left, and of each partition so many
   * of the rows that differ at the switch's cut were told.
   */
  readonly crossing?: { readonly cut: string; readonly told: readonly number[] }
}

const version = 1
export const maxTokenLength = 32 * 1024

export function writeToken({ held, crossing, ...token }: Token): string {
  const positions = [...token.positions].map(([topic, offsets]) => [
    topic,
    token.topicIds.get(topic) ?? '',
    offsets,
  ])
  const parts: unknown[] = [version, token.applicationId, token.source, token.filter, token.time, positions]
  if (held !== undefined) parts.push(held?.text ?? null)
  else if (crossing) parts.push(false)
  if (crossing) parts.push(crossing.cut, [...crossing.told])
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** Null for anything that `writeToken` did not write. */
export function readToken(text: string): Token | null {
  if (text.length > maxTokenLength || !/^[\w-]+$/.test(text)) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(parts) && [6, 7, 9].includes(parts.length) ? fromParts(parts) : null
  } catch {
    return null
  }
}

function fromParts([written, applicationId, source, filter, time, list, ...rest]: unknown[]): Token | null {
  if (written !== version || !isText(applicationId) || !isText(source) || !isText(filter)) return null
  if (typeof time !== 'number' || !Array.isArray(list)) return null
  const topicIds = new Map<string, string>()
  const positions = new Map<string, number[]>()
  for (const each of list as unknown[]) {
    if (!Array.isArray(each)) return null
    const [topic, id, offsets] = each as unknown[]
    if (!isText(topic) || !isText(id) || !Array.isArray(offsets) || !offsets.every(isOffset)) return null
    topicIds.set(topic, id)
    positions.set(topic, offsets)
  }
  const [heldText, cut, told] = rest
  if (cut !== undefined && !(isText(cut) && Array.isArray(told) && told.every(isOffset))) return null
  const token = {
    applicationId,
    source,
    filter,
    time,
    topicIds,
    positions,
    ...(cut !== undefined && { crossing: { cut: cut as string, told: told as number[] } }),
  }
  if (rest.length === 0 || (heldText === false && cut !== undefined)) return token
  if (heldText === null) return { ...token, held: null }
  const held = isText(heldText) ? Held.of(heldText) : null
  return held === null ? null : { ...token, held }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

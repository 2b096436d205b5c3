import type { GenerationNews, GenerationRecord } from './generationRecord.ts'

/** A record of the log as read: one of ours, one of a later program, or none at all. */
export type ReadRecord =
  | { readonly kind: 'known'; readonly record: GenerationRecord }
  | { readonly kind: 'newer' | 'unreadable'; readonly why: string }

/** Raised when a record of a known type means something else than before. */
const version = 1

export const writeRecord = (record: GenerationRecord): string => JSON.stringify({ version, ...record })

export function readRecord(text: string | null): ReadRecord {
  let value: unknown
  try {
    value = JSON.parse(text ?? 'null')
  } catch {
    return { kind: 'unreadable', why: 'it is not JSON' }
  }
  if (typeof value !== 'object' || value === null)
    return { kind: 'unreadable', why: 'it is not a JSON object' }
  const fields = value as Readonly<Record<string, unknown>>
  const { type } = fields
  if (typeof type !== 'string' || !isText(fields.id) || !isNumber(fields.at) || !isNumber(fields.version))
    return { kind: 'unreadable', why: 'it lacks type, id, at or version' }
  if (fields.version > version) return { kind: 'newer', why: `it is of version ${fields.version}` }
  if (!Object.hasOwn(shapes, type)) return { kind: 'newer', why: `its type is "${type}"` }
  const shape = shapes[type as GenerationNews['type']]
  const wrong = Object.keys(shape).filter(name => !shape[name]!(fields[name]))
  if (wrong.length > 0)
    return { kind: 'unreadable', why: `${wrong.join(', ')} of "${type}" is not what it must be` }
  return { kind: 'known', record: value as GenerationRecord }
}

type Shape = Readonly<Record<string, (value: unknown) => boolean>>

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value)
const isFlag = (value: unknown) => typeof value === 'boolean'
const isGeneration = (value: unknown) => isNumber(value) && value > 0
const isMaybe = (is: (value: unknown) => boolean) => (value: unknown) => value === null || is(value)
const isListOf = (is: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(is)
const isOffsets = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isNumber)
const isEnds = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isListOf(isNumber))

const shapes: Readonly<Record<GenerationNews['type'], Shape>> = {
  created: {
    generation: isGeneration,
    outputs: value => value === 'shadow' || value === 'none',
    label: isText,
    fingerprint: isText,
    settings: isText,
    topics: isListOf(isText),
  },
  cut: { generations: isListOf(isGeneration), to: isMaybe(isGeneration), timeoutMs: isNumber },
  'run-to': { cut: isText, positions: isOffsets },
  quiet: { cut: isText, ends: value => value === undefined || isEnds(value) },
  switched: { cut: isText, to: isGeneration },
  released: { cut: isText },
  aborted: { cut: isText, why: isText },
  retired: { generation: isGeneration, topics: isListOf(isText) },
  abandoned: { generation: isGeneration, topics: isListOf(isText), why: isText },
  cleared: { generation: isGeneration },
  'reset-begun': { generation: isGeneration, run: isText, plan: isText },
  'reset-done': { generation: isGeneration, run: isText, takenBack: isFlag },
}

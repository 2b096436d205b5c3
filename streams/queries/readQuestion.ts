import type { IndexRange } from './indexRange.ts'
import type { Question, RangeQuestion, Where } from './question.ts'

/** What another instance asked is no question, or of a store that is not there. */
export class QuestionRefused extends Error {
  constructor(why: string) {
    super(`Not a question: ${why}`)
    this.name = 'QuestionRefused'
  }
}

/** Keys, or partitions, of one question at most. */
export const mostKeys = 10_000

/** Checks what came over the wire. Throws QuestionRefused. */
export function readQuestion(asked: unknown): Question {
  const { store, partitions, standby, kind, keys, of, page, by, at } = fieldsOf(asked, 'the body')
  if (typeof store !== 'string') throw new QuestionRefused('store must be a text')
  if (typeof standby !== 'boolean') throw new QuestionRefused('standby must be true or false')
  if (at !== undefined && !Number.isFinite(at)) throw new QuestionRefused('at must be a number')
  const every = {
    store,
    standby,
    partitions: listOf(partitions, 'partitions', isPartition),
    ...(at !== undefined && { at: at as number }),
  }
  if (kind === 'count') return { ...every, kind, ...(by !== undefined && { by: readBy(by) }) }
  if (kind === 'page') return { ...every, kind, page: readRange(page) }
  if (kind !== 'keys') throw new QuestionRefused('kind must be keys, page or count')
  const texts = listOf(keys, 'keys', isText)
  if (of === undefined) return { ...every, kind, keys: texts }
  const places = listOf(of, 'of', isPartition)
  if (places.length !== texts.length) throw new QuestionRefused('of must have one partition for each key')
  return { ...every, kind, keys: texts, of: places }
}

function readRange(page: unknown): RangeQuestion {
  const fields = fieldsOf(page, 'page')
  for (const name of ['from', 'to', 'prefix', 'after'])
    if (fields[name] !== undefined && typeof fields[name] !== 'string')
      throw new QuestionRefused(`page.${name} must be a text`)
  for (const name of ['limit', 'scan'])
    if (fields[name] !== undefined && !Number.isSafeInteger(fields[name]))
      throw new QuestionRefused(`page.${name} must be a whole number`)
  if (fields.where !== undefined) readWhere(fields.where)
  if (fields.by !== undefined) readBy(fields.by)
  const { by, from, to, prefix, after, limit, scan, where } = fields as RangeQuestion
  return Object.fromEntries(
    Object.entries({ by, from, to, prefix, after, limit, scan, where }).filter(
      ([, value]) => value !== undefined,
    ),
  )
}

function readBy(by: unknown): IndexRange {
  const { index, ...bounds } = fieldsOf(by, 'by')
  if (typeof index !== 'string') throw new QuestionRefused('by.index must be a text')
  for (const [name, key] of Object.entries(bounds)) {
    if (!indexBoundNames.has(name)) throw new QuestionRefused(`by.${name} is not known`)
    if (!(Array.isArray(key) ? key : [key]).every(isIndexPart))
      throw new QuestionRefused(`by.${name} must be an index key`)
  }
  return by as IndexRange
}

function readWhere(where: unknown): Where {
  for (const [field, value] of Object.entries(fieldsOf(where, 'page.where')))
    if (typeof value === 'object' && value !== null)
      throw new QuestionRefused(`page.where.${field} must be a single value`)
  return where as Where
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new QuestionRefused(`${what} must be an object`)
}

function listOf<T>(value: unknown, what: string, isOne: (each: unknown) => each is T): readonly T[] {
  if (!Array.isArray(value) || value.length > mostKeys || !value.every(isOne))
    throw new QuestionRefused(`${what} must be a list of at most ${mostKeys}`)
  return value
}

const isPartition = (each: unknown): each is number => Number.isSafeInteger(each) && (each as number) >= 0
const isText = (each: unknown): each is string => typeof each === 'string'
const indexBoundNames = new Set(['key', 'prefix', 'from', 'to'])
const isIndexPart = (each: unknown) => each === null || ['string', 'number', 'boolean'].includes(typeof each)

import { type Command, InvalidArgumentError, Option } from 'commander'
import { type LetterFilter, letterStatuses } from '../../../dlq/letterFilter.ts'
import { type LetterId, parseLetterId } from '../../../dlq/letterId.ts'
import { StartError } from '../../startError.ts'

/** The filter as options. */
export interface LetterOptions extends LetterFilter {
  readonly json?: boolean
  readonly limit?: number
  /** Where to go on: `next` of the call before. */
  readonly from?: LetterId
}

export function addFilter(command: Command): Command {
  return command
    .option('--topic <name>', 'of the record that failed')
    .option('--partition <number>', 'of the record that failed', number)
    .option('--from-offset <number>', 'of the record that failed', number)
    .option('--to-offset <number>', 'of the record that failed, included', number)
    .option('--error <code>', 'such as WRONG_TYPE')
    .option('--key <text>', 'of the record')
    .option('--text <text>', 'somewhere in key or value')
    .option('--since <date>', 'when it failed, ISO 8601', instant)
    .option('--until <date>', 'when it failed, not included', instant)
    .option('--limit <number>', 'how many at most', limit)
    .option('--from <letter>', 'where to go on: `next` of the call before', letterId)
}

export const statusOption = new Option('--status <status>', 'what became of them').choices(letterStatuses)

/** The filter alone; null where nothing was asked for. */
export function filterOf(options: LetterOptions): LetterFilter | null {
  const { status, topic, partition, fromOffset, toOffset, error, key, text, since, until } = options
  const filter = { status, topic, partition, fromOffset, toOffset, error, key, text, since, until }
  return Object.values(filter).some(value => value !== undefined) ? filter : null
}

/** Throws StartError for what is no name of a letter. */
export function letterNamed(text: string): LetterId {
  const id = parseLetterId(text)
  if (id) return id
  throw new StartError(`"${text}" is no dead letter: they are named partition@offset, such as 0@12.`)
}

function letterId(text: string): LetterId {
  const id = parseLetterId(text)
  if (id) return id
  throw new InvalidArgumentError('A letter is named partition@offset, such as 0@12.')
}

function number(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number is wanted.')
}

function limit(text: string): number {
  const value = number(text)
  if (value >= 1) return value
  throw new InvalidArgumentError('At least 1.')
}

function instant(text: string): number {
  const value = Date.parse(text)
  if (!Number.isNaN(value)) return value
  throw new InvalidArgumentError('A date such as 2026-04-20 or 2026-04-20T10:00:00Z is wanted.')
}

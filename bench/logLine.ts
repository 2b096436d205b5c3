/** A line of an instance's log, as pino writes it. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: number
  readonly msg: string
  readonly [detail: string]: unknown
}

/** Null for what is not a log line: warnings of Node, a stack trace. */
export function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return null
  }
}

/** From where a store went on after a start. */
export interface Resumption {
  readonly store: string
  readonly partition: number
  readonly from: number
  readonly how: 'current' | 'tail' | 'whole'
}

const messages = {
  'state is current': 'current',
  'restoring the tail of a store': 'tail',
  'restoring a store': 'whole',
} as const

export function resumptions(log: readonly LogLine[]): readonly Resumption[] {
  return log.flatMap(line => {
    const how = messages[line.msg as keyof typeof messages]
    if (!how) return []
    const from = Number(how === 'current' ? line.position : line.from)
    return [{ store: String(line.store), partition: Number(line.partition), from, how }]
  })
}

/** What restoring read, and between which moments. */
export function restored(log: readonly LogLine[]): { readonly records: number; readonly ms: number } {
  const began = log.filter(line => line.msg.startsWith('restoring '))
  const ended = log.filter(line => line.msg === 'store restored')
  return {
    records: ended.reduce((sum, line) => sum + Number(line.records), 0),
    ms: ended.length === 0 ? 0 : Math.max(...ended.map(at)) - Math.min(...began.map(at)),
  }
}

const at = (line: LogLine) => line.time

import { StreamsError } from '../runtime/streamsError.ts'

/**
 * `topic:partition=offset`, with commas or line breaks between; `#` begins a comment. Throws BAD_OPTIONS naming what is no such
 * thing.
 */
export function readOffsets(text: string): Readonly<Record<string, number>> {
  const offsets: Record<string, number> = {}
  const entries = text
    .split('\n')
    .map(line => line.replace(/#.*$/, ''))
    .flatMap(line => line.split(','))
    .map(entry => entry.trim())
  for (const entry of entries.filter(each => each !== '')) {
    const match = /^(\S+:\d+)\s*=\s*(\d{1,15})$/.exec(entry)
    if (!match) throw bad(`"${entry}" is not topic:partition=offset`)
    const [, name, offset] = match as unknown as [string, string, string]
    if (name in offsets) throw bad(`${name} is named twice`)
    offsets[name] = Number(offset)
  }
  return offsets
}

const bad = (why: string) => new StreamsError('BAD_OPTIONS', `Offsets: ${why}`)

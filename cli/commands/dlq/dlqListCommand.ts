import { type ShownLetter, showLetter } from '../../../dlq/showLetter.ts'
import { filterOf, type LetterOptions } from './letterOptions.ts'
import { withDeadLetters } from './withDeadLetters.ts'

/** `cabinet dlq list`: one line a letter, and where the next page begins. */
export async function dlqListCommand(options: LetterOptions): Promise<number> {
  const { json = false, limit = 50, from = null } = options
  const { letters, ...rest } = await withDeadLetters(json, dead =>
    dead.list(filterOf(options) ?? {}, limit, from),
  )
  const shown = letters.map(showLetter)
  if (json) console.log(JSON.stringify({ letters: shown, ...rest }))
  else {
    for (const letter of shown) console.log(line(letter))
    console.log(
      `${shown.length} shown of ${rest.scanned} looked at (${rest.bound} at most)` +
        (rest.next === null ? '' : `; go on with --from ${rest.next}`),
    )
  }
  return 0
}

function line({ letter, status, topic, partition, offset, error, message, writtenAt }: ShownLetter): string {
  const place = topic === null ? 'unknown' : `${topic}[${partition}]@${offset}`
  return `${letter.padEnd(10)} ${status.padEnd(9)} ${writtenAt}  ${place}  ${error}: ${message}`
}

import { showWholeLetter } from '../../../dlq/showLetter.ts'
import { StartError } from '../../startError.ts'
import { letterNamed } from './letterOptions.ts'
import { withDeadLetters } from './withDeadLetters.ts'

export interface DlqShowOptions {
  readonly json?: boolean
  readonly operands: readonly string[]
}

/** `cabinet dlq show <letter>`: the record as it was, and why it is there. */
export async function dlqShowCommand({ json = false, operands }: DlqShowOptions): Promise<number> {
  const id = letterNamed(operands[0] ?? '')
  const found = await withDeadLetters(json, dead => dead.get(id))
  if (found === null)
    throw new StartError(
      `There is no dead letter ${operands[0]}; npx cabinet dlq list names those there are.`,
    )
  const shown = showWholeLetter(found)
  console.log(json ? JSON.stringify(shown) : JSON.stringify(shown, null, 2))
  return 0
}

import { createInterface } from 'node:readline/promises'

/** Asks on the terminal for a word to be typed; false: another was. */
export async function confirmed(question: string, word: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(`${question} Type ${word} to go on: `, { signal })).trim() === word
  } catch (error) {
    if (signal.aborted) return false
    throw error
  } finally {
    terminal.close()
  }
}

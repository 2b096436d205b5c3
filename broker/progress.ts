/** Tells somebody who waits what they are waiting for. */
export interface Progress {
  /** Announces `text`, runs `work`, and says how long it took. A failure is the caller's to report. */
  step<T>(text: string, work: () => Promise<T>): Promise<T>
  note(text: string): void
}

export const silentProgress: Progress = { step: (_text, work) => work(), note: () => undefined }

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

/** On a terminal one line that spins; in a log one plain line when a step begins, and one if it took its time. */
export function terminalProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  return {
    step: (text, work) => (out.isTTY ? spinning(out, text, work) : plain(out, text, work)),
    note: text => void out.write(`${text}\n`),
  }
}

async function plain<T>(out: NodeJS.WriteStream, text: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now()
  out.write(`${text} …\n`)
  const result = await work()
  if (Date.now() - began > 2000) out.write(`  done in ${seconds(began)} s\n`)
  return result
}

async function spinning<T>(out: NodeJS.WriteStream, text: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now()
  let turn = 0
  const draw = () => out.write(`\r\x1b[K${frames[turn++ % frames.length]} ${text} … ${seconds(began)} s`)
  const timer = setInterval(draw, 100)
  draw()
  try {
    const result = await work()
    out.write(`\r\x1b[K✓ ${text} (${seconds(began)} s)\n`)
    return result
  } catch (error) {
    out.write('\r\x1b[K')
    throw error
  } finally {
    clearInterval(timer)
  }
}

function seconds(began: number): string {
  return ((Date.now() - began) / 1000).toFixed(1)
}

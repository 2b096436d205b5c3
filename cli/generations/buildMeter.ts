import type { GenerationProgress } from 'millrace'
import { progressLine } from './progressLine.ts'

export interface BuildMeter {
  readonly at: (progress: GenerationProgress, live: GenerationProgress) => void
  end(): void
}

/** In a log a line so often, ms. */
const lineEveryMs = 10_000

/** One line on a terminal that is written again and again; in a log a line now and then; with `isSilent` nothing. */
export function buildMeter(
  isSilent: boolean,
  label: string,
  out: NodeJS.WriteStream = process.stderr,
): BuildMeter {
  let last: string | null = null
  let toldAt = Number.NEGATIVE_INFINITY
  return {
    at(progress, live) {
      if (isSilent) return
      last = progressLine(label, progress, live.behind)
      if (out.isTTY) out.write(`\r\x1b[K${last}`)
      else if (performance.now() - toldAt > lineEveryMs) {
        toldAt = performance.now()
        out.write(`${last}\n`)
      }
    },
    end() {
      if (last !== null) out.write(out.isTTY ? '\n' : `${last}\n`)
    },
  }
}

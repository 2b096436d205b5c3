/** Shows how far something is. */
export interface Meter {
  at(done: number, total: number): void
  /** It is over; says so. */
  end(done: number): void
}

/** A bar on a terminal; in a log a plain line at the end. */
export function terminalMeter(label: string, out: NodeJS.WriteStream = process.stderr): Meter {
  const width = 24
  return {
    at(done, total) {
      if (!out.isTTY) return
      const filled = Math.round((done / total) * width)
      out.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${label} ${done}/${total}`)
    },
    end: done => void out.write(`${out.isTTY ? '\r\x1b[K✓ ' : ''}${label}: ${done} records\n`),
  }
}

export const silentMeter: Meter = { at() {}, end() {} }

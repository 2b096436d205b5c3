const width = 30
const redrawMs = 100
const plainMs = 5_000

/** How far something is: a bar on a terminal, a plain line now and then elsewhere. On stderr: stdout is for results. */
export class ProgressBar {
  readonly #label: string
  readonly #out: NodeJS.WriteStream
  readonly #began = performance.now()
  #drawnAt = 0

  constructor(label: string, out: NodeJS.WriteStream = process.stderr) {
    this.#label = label
    this.#out = out
    if (!out.isTTY) out.write(`${label} …\n`)
    this.#drawnAt = performance.now()
  }

  show(done: number, total: number): void {
    const now = performance.now()
    if (now - this.#drawnAt < (this.#out.isTTY ? redrawMs : plainMs)) return
    this.#drawnAt = now
    const share = Math.min(1, done / Math.max(1, total))
    const percent = `${Math.floor(share * 100)} %`
    const elapsed = `${((now - this.#began) / 1000).toFixed(1)} s`
    if (this.#out.isTTY) {
      const filled = Math.round(share * width)
      const drawn = '█'.repeat(filled) + '░'.repeat(width - filled)
      this.#out.write(`\r\x1b[K${this.#label} ${drawn} ${percent.padStart(5)} ${elapsed}`)
    } else this.#out.write(`${this.#label}: ${percent} after ${elapsed}\n`)
  }

  end(ok: boolean): void {
    const elapsed = `${((performance.now() - this.#began) / 1000).toFixed(1)} s`
    this.#out.write(`${this.#out.isTTY ? '\r\x1b[K' : ''}${ok ? '✓' : '✗'} ${this.#label} (${elapsed})\n`)
  }
}

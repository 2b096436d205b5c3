import { connect } from 'millrace/client'

interface Row {
  readonly nom: string | null
}

/** A client of the feed that holds the view of all patients, and sees whether it ever goes back. */
export class Follower {
  readonly violations: string[] = []
  #rows = new Map<string, Row>()
  #snapshots = 0
  #changes = 0
  readonly #client

  constructor(urls: readonly string[]) {
    this.#client = connect<Record<string, Row>>({
      url: [...urls],
      retry: { minMs: 50, maxMs: 500 },
      connectMs: 3_000,
      onError: () => {},
    })
    this.#client.subscribe(
      { view: 'patients' },
      {
        onRows: rows => {
          this.#snapshots++
          for (const [key, row] of this.#rows) this.#judge(key, row, rows.get(key) ?? null)
          this.#rows = new Map(rows)
        },
        onChanges: changes => {
          for (const { key, value } of changes) {
            this.#changes++
            this.#judge(key, this.#rows.get(key) ?? null, value)
            if (value === null) this.#rows.delete(key)
            else this.#rows.set(key, value)
          }
        },
        onRefused: error => this.violations.push(`the feed refuses: ${error.message}`),
      },
    )
  }

  get told(): { readonly snapshots: number; readonly changes: number } {
    return { snapshots: this.#snapshots, changes: this.#changes }
  }

  nameOf(patientId: string): string | null {
    return this.#rows.get(patientId)?.nom ?? null
  }

  close(): void {
    this.#client.close()
  }

  /** Names of the run's patients count. */
  #judge(key: string, before: Row | null, now: Row | null): void {
    const [was, is] = [before, now].map(row => Number(/^v(\d+)$/.exec(row?.nom ?? '')?.[1] ?? 0))
    if (key.startsWith('VIE-') && is! < was!)
      this.violations.push(`the feed: ${key} was v${was} and is v${is}`)
  }
}

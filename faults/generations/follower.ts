import { connect } from 'millrace/client'

type Row = Readonly<Record<string, unknown>>

/** Those of `patients` are of every version once; those of `factures` are others by another rule. */
const views = ['patients', 'factures']

/** A client of the feed that holds views whole, and sees whether a row ever goes back, or comes twice. */
export class Follower {
  readonly violations: string[] = []
  readonly #views = new Map(views.map(view => [view, new Map<string, Row>()]))
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
    for (const view of views)
      this.#client.subscribe(
        { view },
        {
          onRows: rows => {
            this.#snapshots++
            for (const [key, row] of this.#rows(view)) this.#judge(key, row, rows.get(key) ?? null)
            this.#views.set(view, new Map(rows))
          },
          onChanges: changes => {
            for (const { key, value } of changes) {
              const before = this.#rows(view).get(key) ?? null
              this.#changes++
              this.#judge(key, before, value)
              const isVersion = view === 'patients' && key.startsWith('VIE-')
              if (isVersion && JSON.stringify(value) === JSON.stringify(before))
                this.violations.push(`the feed: ${view} ${key} was told twice: ${JSON.stringify(value)}`)
              if (value === null) this.#rows(view).delete(key)
              else this.#rows(view).set(key, value)
            }
          },
          onRefused: error => this.violations.push(`the feed refuses: ${error.message}`),
        },
      )
  }

  get told(): { readonly snapshots: number; readonly changes: number } {
    return { snapshots: this.#snapshots, changes: this.#changes }
  }

  nameOf(patientId: string): unknown {
    return this.#rows('patients').get(patientId)?.nom ?? null
  }

  /** What is wrong, when nothing changes any more: its rows are not those that a new client is given. */
  async differences(): Promise<readonly string[]> {
    const all = await Promise.all(
      views.map(async view => {
        const { promise, resolve } = Promise.withResolvers<ReadonlyMap<string, Row>>()
        this.#client.subscribe({ view }, { onRows: resolve })
        const [own, others] = [this.#rows(view), await promise]
        return [...new Set([...own.keys(), ...others.keys()])].flatMap(key => {
          const [held, is] = [own.get(key), others.get(key)].map(row => JSON.stringify(row))
          return held === is ? [] : [`the feed: ${view} ${key} is told as ${held}, and is ${is}`]
        })
      }),
    )
    return all.flat()
  }

  close(): void {
    this.#client.close()
  }

  #rows(view: string): Map<string, Row> {
    return this.#views.get(view)!
  }

  /** Names of the run's patients count. */
  #judge(key: string, before: Row | null, now: Row | null): void {
    const [was, is] = [before, now].map(row => Number(/^v(\d+)$/.exec(String(row?.nom))?.[1] ?? 0))
    if (key.startsWith('VIE-') && is! < was!)
      this.violations.push(`the feed: ${key} was v${was} and is v${is}`)
  }
}

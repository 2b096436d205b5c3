import type { LogLine } from '../bench/logLine.ts'

/**
 * What one state directory holds, by the logs of the processes on it: a store that is rebuilt from its beginning although
 * it was there is state wiped, which must not be.
 */
export class StateWatch {
  readonly #held = new Set<string>()
  readonly #spoilt = new Set<string>()
  /** Stores rebuilt from zero without need. */
  readonly wiped: string[] = []
  /** Stores rebuilt after what they were made from was lost or spoilt. */
  rebuilt = 0

  /** The files are gone, or worth nothing. */
  spoil(): void {
    for (const id of this.#held) this.#spoilt.add(id)
    this.#held.clear()
  }

  read(line: LogLine): void {
    const id = `${line.store}[${line.partition}]`
    const there = line.msg === 'store restored' || line.msg === 'restoring the tail of a store'
    if (there || (line.msg === 'state is current' && Number(line.position) > 0)) this.#held.add(id)
    else if (line.msg === 'dropping the state of a task that others have had for long') this.#held.delete(id)
    else if (line.msg === 'restoring a store') {
      if (this.#held.delete(id)) this.wiped.push(`${id} was rebuilt from ${line.from} although it was there`)
      else if (this.#spoilt.delete(id)) this.rebuilt++
    }
  }
}

import type { GlobalTableSpec } from '../graph/globalTable.ts'
import { deserialize } from '../serdes/deserialize.ts'
import type { Serde } from '../serdes/serde.ts'

/** The rows of an application's global tables, in memory. */
export class GlobalRows {
  readonly #tables = new Map<
    string,
    { readonly spec: GlobalTableSpec; readonly rows: Map<string, unknown> }
  >()

  constructor(specs: Iterable<GlobalTableSpec>) {
    for (const spec of specs) this.#tables.set(spec.name, { spec, rows: new Map() })
  }

  get specs(): readonly GlobalTableSpec[] {
    return [...this.#tables.values()].map(({ spec }) => spec)
  }

  get(table: string, key: unknown): unknown {
    if (key === null || key === undefined) return undefined
    const { spec, rows } = this.#tables.get(table)!
    return rows.get(textOf(spec.key, spec.key.serialize(key)))
  }

  /** A record of its topic; a null value deletes. Throws when the value cannot be read. */
  apply(table: string, key: Buffer | null, value: Buffer | null): void {
    if (key === null) return
    const { spec, rows } = this.#tables.get(table)!
    const text = spec.key.format === 'text' ? key.toString() : key.latin1Slice()
    if (value === null) rows.delete(text)
    else rows.set(text, deserialize(spec.value, value))
  }
}

function textOf(serde: Serde<unknown>, serialized: string | Uint8Array): string {
  return serde.format === 'text'
    ? (serialized as string)
    : Buffer.from(serialized as Uint8Array).latin1Slice()
}

/**
 * A table that every instance holds whole, in memory: small reference data, joined by any key without a repartition.
 *
 * It is read beside the transactions, so a replay may meet other rows than the first run did: joins with it are not
 * reproducible. What must be, joins with a KTable.
 */
export class GlobalKTable<K, V> {
  readonly name: string
  /** Carries the types; never set. */
  declare readonly row: readonly [K, V]

  constructor(name: string) {
    this.name = name
  }
}

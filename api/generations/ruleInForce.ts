/** A rule that a generation can be begun with another of. */
export interface RuleInForce {
  /** As `reprocess --set` has it. */
  readonly name: string
  /** As it would be written; empty: unset. */
  readonly value: string
  readonly allowed: string
  readonly unit: string
}

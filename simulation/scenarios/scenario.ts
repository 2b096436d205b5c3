/** One interleaving that random schedules do not come to, or not often enough. */
export interface Scenario {
  readonly name: string
  /** What is wrong; empty when all is as it must be. */
  readonly run: () => Promise<readonly string[]>
}

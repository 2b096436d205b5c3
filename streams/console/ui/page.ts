import type { ComponentType } from 'preact'
import type { Texts } from './language.ts'

/** A page of the console, as its shell lists and opens it. */
export interface Page {
  /** In the address: `#/<id>`. */
  readonly id: string
  readonly title: Texts<string>
  /** Pages of one group stand together, in the order in which they are listed. */
  readonly group: Texts<string>
  /** Loaded when it is opened first. It reads what it shows from `route`. */
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

import type { CutControl, Role } from './cutControl.ts'
import type { IntakeRate } from './intakeRate.ts'
import type { CutTag } from './offsetMetadata.ts'

/** How far intake may go. Compared by identity: each call of `hold` and `runTo` that changes anything makes another. */
export interface CutOrder extends CutTag {
  /** Null: where it is. Key: `${topic}-${partition}`. */
  readonly positions: ReadonlyMap<string, number> | null
}

/** What an instance was told from outside. The main loop follows it between chunks. */
export class Orders implements CutControl {
  readonly rate: IntakeRate
  #cut: CutOrder | null = null
  #role: Role
  #isStarted = false
  #changed: () => void = () => {}

  constructor(role: Role, rate: IntakeRate) {
    this.#role = role
    this.rate = rate
  }

  get cut(): CutOrder | null {
    return this.#cut
  }

  get role(): Role {
    return this.#role
  }

  /** Who follows them is told from now on. */
  started(changed: () => void): void {
    this.#isStarted = true
    this.#changed = changed
  }

  hold(cut: string): void {
    if (this.#cut?.id !== cut) this.#tell({ id: checked(cut), phase: 1, positions: null })
  }

  runTo(cut: string, positions: ReadonlyMap<string, number>): void {
    this.#tell({ id: checked(cut), phase: 2, positions })
  }

  release(): void {
    this.#tell(null)
  }

  become(role: Role): void {
    if (role === this.#role) return
    if (this.#isStarted && this.#cut === null)
      throw new Error(`The role changes at a cut alone: hold the intake before it becomes "${role}"`)
    this.#role = role
    this.#changed()
  }

  #tell(cut: CutOrder | null): void {
    this.#cut = cut
    this.#changed()
  }
}

function checked(cut: string): string {
  if (/^[\w.-]{1,100}$/.test(cut)) return cut
  throw new Error(`The id of a cut, "${cut}", must be 1 to 100 letters, digits, dots, dashes, underscores`)
}

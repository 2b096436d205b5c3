import type { ChangedField } from './changedFields.ts'

/** What `/api/admin/explain/{kind}/{id}` answers. */
export interface Explanation {
  readonly read: { readonly records: number }
  readonly cutOff: readonly string[]
  readonly replayed: { readonly events: number; readonly rivals: number; readonly rivalsLeftOut: number }
  readonly reasons: readonly Reason[]
  readonly steps: readonly Step[]
  readonly stepsLeftOut: number
  readonly differences: readonly RowChange[]
}

export interface Reason {
  readonly of: string
  readonly about: string
  readonly text: string
  readonly because: readonly Place[]
}

export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly eventId: string
  readonly eventType: string
  readonly time: string
}

export interface Step {
  readonly told: Place | null
  readonly time: string
  readonly isLate: boolean
  readonly changes: readonly RowChange[]
  readonly published: readonly {
    readonly topic: string
    readonly eventId: string
    readonly modele: string | null
  }[]
}

export interface RowChange {
  readonly store: string
  readonly key: string
  readonly row: 'new' | 'changed' | 'gone'
  readonly fields: readonly ChangedField[]
}

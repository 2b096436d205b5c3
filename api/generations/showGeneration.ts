import { type Generation, type GenerationProgress, isOver } from 'millrace'
import { type Purpose, readSettings } from './settings.ts'

/** A generation as commands and the API tell of it. */
export interface ShownGeneration {
  readonly generation: number
  /** Of its group and topics. */
  readonly id: string
  readonly state: Generation['state']
  readonly purpose: Purpose
  /** That it was begun with, in the place of the environment's. */
  readonly rules: Readonly<Record<string, string>>
  readonly label: string
  readonly createdAt: string | null
  readonly switchedAt: string | null
  /** Null: it is over. */
  readonly progress: ShownProgress | null
}

export interface ShownProgress {
  readonly instances: number
  readonly processed: number
  readonly behind: number
  readonly perSecond: number | null
  readonly etaSeconds: number | null
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export function showGeneration(generation: Generation, progress: GenerationProgress | null): ShownGeneration {
  const { number, id, state, label, createdAt, switchedAt } = generation
  return {
    generation: number,
    id,
    state,
    ...readSettings(generation.settings),
    label,
    createdAt: iso(createdAt),
    switchedAt: iso(switchedAt),
    progress: progress && !isOver(generation) ? showProgress(progress) : null,
  }
}

export const showProgress = ({ members, processed, behind, perSecond, etaMs }: GenerationProgress) => ({
  instances: members,
  processed,
  behind,
  perSecond: perSecond === null ? null : Math.round(perSecond),
  etaSeconds: etaMs === null ? null : Math.round(etaMs / 1_000),
})

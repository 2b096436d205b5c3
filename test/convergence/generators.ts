import type fc from 'fast-check'
import { absenceEvents } from './generators/absenceEvents.ts'
import { parentEvents } from './generators/parentEvents.ts'
import { rendezvousEvents } from './generators/rendezvousEvents.ts'
import type { Told } from './told.ts'

/** What can happen; its time and id are drawn apart. A new kind of event: a file in generators/, and a line here. */
export type Draft = Pick<Told, 'type' | 'data'>

export const generators: readonly fc.MaybeWeightedArbitrary<Draft>[] = [
  { weight: 5, arbitrary: parentEvents },
  { weight: 8, arbitrary: rendezvousEvents },
  { weight: 2, arbitrary: absenceEvents },
]

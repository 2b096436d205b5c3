import type { CutResult } from 'millrace'
import { withCoordinator } from '../../generations/withCoordinator.ts'
import { StartError } from '../../startError.ts'

export interface SwitchCommandOptions {
  readonly json?: boolean
  /** Seconds that intake may be held; then nothing has changed. */
  readonly hold: number
  readonly operands: readonly string[]
}

/** `cabinet switch [generation]`: it becomes live; without a number, the one that is building. */
export function switchCommand({ json = false, hold, operands }: SwitchCommandOptions): Promise<number> {
  return withCoordinator(json, async ({ coordinator, progress }) => {
    const { generations, live } = await coordinator.generations()
    const building = [...generations.values()].filter(
      ({ state, outputs }) => state === 'building' && outputs === 'shadow',
    )
    const to = operands[0] === undefined ? building[0]?.number : Number(operands[0])
    if (to === undefined || (operands[0] === undefined && building.length > 1))
      throw new StartError(
        building.length === 0
          ? `No generation is being built beside ${live}. Begin one: npx cabinet reprocess`
          : `Which one? ${building.map(({ number }) => `npx cabinet switch ${number}`).join(', or ')}`,
      )
    const done = await progress.step(`Switching from ${live} to ${to}`, () =>
      coordinator.switchTo(to, { timeoutMs: hold * 1_000 }),
    )
    report(json, live, to, done)
    return 0
  })
}

/** `cabinet rollback`: the generation that was live before is live again. */
export function rollbackCommand({
  json = false,
  hold,
}: Omit<SwitchCommandOptions, 'operands'>): Promise<number> {
  return withCoordinator(json, async ({ coordinator, progress }) => {
    const { live, previous } = await coordinator.generations()
    const done = await progress.step(`Switching back from ${live} to ${previous ?? 'none'}`, () =>
      coordinator.rollback({ timeoutMs: hold * 1_000 }),
    )
    report(json, live, previous!, done)
    return 0
  })
}

function report(json: boolean, from: number, to: number, { id, heldMs }: CutResult<boolean>): void {
  if (json) {
    console.log(JSON.stringify({ switched: true, from, to, cut: id, heldMs: Math.round(heldMs) }))
    return
  }
  for (const line of afterSwitch(from, to, heldMs)) console.log(line)
}

/** What was done, and what is to be done now. */
export const afterSwitch = (from: number, to: number, heldMs: number): readonly string[] => [
  `Generation ${to} is live; intake was held for ${Math.round(heldMs)} ms. ${from} goes on as a shadow.`,
  `Now restart the instances one by one: they start in generation ${to}. Leave one of ${from} as long as you may want to go back.`,
  `Back: npx cabinet rollback   For good: npx cabinet retire ${from}`,
]

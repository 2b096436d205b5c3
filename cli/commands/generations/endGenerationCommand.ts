import { resolve } from 'node:path'
import type { Coordinator, Generation } from 'millrace'
import { dropOldState } from '../../generations/dropOldState.ts'
import { withCoordinator } from '../../generations/withCoordinator.ts'
import { root } from '../../root.ts'
import { StartError } from '../../startError.ts'

export interface EndGenerationOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly operands: readonly string[]
}

/** `cabinet retire <generation>`: one that was live is not needed any more. */
export const retireCommand = (options: EndGenerationOptions) =>
  end(options, 'retired', (coordinator, number) => coordinator.retire(number))

/** `cabinet abandon <generation>`: one that never was live will not be. */
export const abandonCommand = (options: EndGenerationOptions) =>
  end(options, 'abandoned', (coordinator, number) => coordinator.abandon(number, 'told to'))

function end(
  { json = false, dryRun = false, operands }: EndGenerationOptions,
  done: 'retired' | 'abandoned',
  act: (coordinator: Coordinator, number: number) => Promise<readonly string[]>,
): Promise<number> {
  return withCoordinator(json, async ({ config, coordinator, kafka }) => {
    const { generations } = await coordinator.generations()
    const number = Number(operands[0])
    const generation = generations.get(number)
    if (!generation)
      throw new StartError(
        `There is no generation ${operands[0]}. There are: ${[...generations.keys()].join(', ')}.`,
      )
    if (dryRun) {
      const { topics } = await kafka.metadata([...generation.topics])
      const there = generation.topics.filter(topic => topics.get(topic))
      tell(json, generation, { dryRun, topics: there }, `would be ${done}; these topics would be deleted`)
      return 0
    }
    const topics = await act(coordinator, number)
    await dropOldState(resolve(root, config.STATE_DIR), await coordinator.generations())
    tell(json, generation, { dryRun, topics }, `is ${done}; these topics were deleted`)
    return 0
  })
}

function tell(
  json: boolean,
  { number, id }: Generation,
  about: { readonly dryRun: boolean; readonly topics: readonly string[] },
  what: string,
): void {
  if (json) console.log(JSON.stringify({ generation: number, group: id, ...about }))
  else
    console.log(
      [`Generation ${number} ${what}, and its group ${id}:`, ...about.topics.map(each => `  ${each}`)].join(
        '\n',
      ),
    )
}

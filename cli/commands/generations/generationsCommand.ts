import { setTimeout as sleep } from 'node:timers/promises'
import { isOver } from 'millrace'
import { type ShownGeneration, showGeneration } from '../../../api/generations/showGeneration.ts'
import { duration } from '../../generations/progressLine.ts'
import { tellRules } from '../../generations/rules.ts'
import { withCoordinator } from '../../generations/withCoordinator.ts'

/** Between the two looks that a rate needs, ms. */
const betweenMs = 1_000

/** `cabinet generations`: which there are, which is live, and how far each is. */
export function generationsCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  return withCoordinator(json, async ({ coordinator }) => {
    const { generations, live, previous, cut } = await coordinator.generations()
    const running = [...generations.values()].filter(each => !isOver(each))
    const before = await Promise.all(running.map(({ number }) => coordinator.progressOf(number)))
    if (running.length > 1) await sleep(betweenMs)
    const progress = await Promise.all(before.map(each => coordinator.progressOf(each.generation, each)))
    const shown = [...generations.values()].map(each =>
      showGeneration(each, progress.find(({ generation }) => generation === each.number) ?? null),
    )
    if (json) console.log(JSON.stringify({ live, previous, cut: cut?.id ?? null, generations: shown }))
    else for (const each of shown) console.log(line(each))
    return 0
  })
}

function line({ generation, state, rules, label, progress }: ShownGeneration): string {
  const about = [label, tellRules(rules)].filter(Boolean).join(' ')
  const how =
    progress === null
      ? ''
      : `${progress.instances} instances, ${progress.processed.toLocaleString('en')} processed, ${progress.behind.toLocaleString('en')} behind` +
        (progress.etaSeconds ? `, ${duration(progress.etaSeconds * 1_000)} to go` : '')
  return `${String(generation).padStart(3)}  ${state.padEnd(9)}  ${how}${about && `  ${about}`}`
}

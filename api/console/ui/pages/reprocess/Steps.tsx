import { say } from 'millrace/console/ui/language.ts'
import { type GenerationList, hasCaughtUp } from './generation.ts'
import { texts } from './texts.ts'

/** Where on the way from one generation to the next the application is. Nothing where there is only one. */
export function Steps({ of, isCompared }: { readonly of: GenerationList; readonly isCompared: boolean }) {
  const t = say(texts)
  const at = stepOf(of, isCompared)
  if (at === null) return null
  const names = [t.stepBuild, t.stepCompare, t.stepSwitch, t.stepRestart, t.stepRetire]
  const state = (step: number) => (step < at ? 'done' : step === at ? 'now' : 'next')
  const words = { done: t.stepDone, now: t.stepNow, next: t.stepNext }
  return (
    <ol class="reprocess-steps" aria-label={t.steps}>
      {names.map((name, step) => (
        <li
          key={name}
          class={`reprocess-step-${state(step)}`}
          aria-current={state(step) === 'now' ? 'step' : undefined}
        >
          <span aria-hidden="true">{state(step) === 'done' ? '✓' : step + 1}</span>
          {name} <small>{words[state(step)]}</small>
        </li>
      ))}
    </ol>
  )
}

function stepOf({ generations, live, previous }: GenerationList, isCompared: boolean): number | null {
  const building = generations.find(({ state }) => state === 'building')
  if (building) return !hasCaughtUp(building) ? 0 : isCompared ? 2 : 1
  const before = generations.find(({ generation, state }) => generation === previous && state === 'shadow')
  const now = generations.find(({ generation }) => generation === live)
  if (!before || !now) return null
  return (before.progress?.instances ?? 0) > 1 ? 3 : 4
}

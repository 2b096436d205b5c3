import { usePoll } from 'millrace/console/ui/data/usePoll.ts'
import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Empty } from 'millrace/console/ui/parts/Empty.tsx'
import { Loaded } from 'millrace/console/ui/parts/Loaded.tsx'
import { Notice } from 'millrace/console/ui/parts/Notice.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import { useEffect } from 'preact/hooks'
import { compared, doing, done, failure, forget, wish } from './actions.ts'
import { ComparisonPanel } from './ComparisonPanel.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { Generations } from './Generations.tsx'
import { type GenerationList, isOver } from './generation.ts'
import { PlanForm } from './PlanForm.tsx'
import { Steps } from './Steps.tsx'
import { texts } from './texts.ts'
import './reprocess.css'

/** Reprocessing: plan, progress, comparison, switch, rollback, retire. */
export default function ReprocessPage() {
  const t = say(texts)
  const polled = usePoll<GenerationList>('/api/admin/generations', 2_000)
  useEffect(() => forget, [])
  return (
    <div class="stack">
      <p class="soft">{t.intro}</p>
      <Outcome />
      <Loaded of={polled}>
        {list => {
          const comparison = newest(compared.value, list.lastComparison)
          return (
            <>
              {list.isCutting && !doing.value && <Notice announced>{t.cutting}</Notice>}
              <Steps of={list} isCompared={comparison !== null} />
              <Generations of={list} />
              {comparison && <ComparisonPanel of={comparison} />}
              {!comparison && list.generations.filter(each => !isOver(each)).length > 1 && (
                <Panel>
                  <Empty title={t.noComparison}>
                    <p>{t.noComparisonText}</p>
                  </Empty>
                </Panel>
              )}
              <PlanForm rules={list.rules} />
            </>
          )
        }}
      </Loaded>
      {wish.value && <ConfirmDialog of={wish.value} onDone={polled.refresh} />}
    </div>
  )
}

function newest<T extends { readonly at: string }>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b
  return a.at > b.at ? a : b
}

function Outcome() {
  const t = say(texts)
  if (doing.value) return <Notice announced>{t.doing[doing.value.verb]}</Notice>
  if (failure.value) return <ProblemNotice problem={failure.value} />
  const was = done.value
  if (was === null) return null
  if (was.verb === 'compare') return <Notice tone="good" title={t.wasCompared} announced />
  if ('topics' in was)
    return <Notice tone="good" title={t.ended(was.generation, was.topics.length)} announced />
  return (
    <Notice tone="good" title={t.switched(was.live, number(was.heldMs))} announced>
      <p>{t.afterSwitch}</p>
      <code>npx cabinet restart</code>
    </Notice>
  )
}

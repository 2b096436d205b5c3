import { useEffect, useState } from 'preact/hooks'
import { say } from '../../language.ts'
import { Button } from '../../parts/Button.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { goTo, pathTo } from '../../route.ts'
import type { StreamsPageProps } from '../../streamsPages.tsx'
import { choose, chosen } from './chosen.ts'
import { FlowCanvas } from './FlowCanvas.tsx'
import { FlowFigures } from './FlowFigures.tsx'
import { FlowLegend } from './FlowLegend.tsx'
import { FlowList } from './FlowList.tsx'
import { StepPanel } from './StepPanel.tsx'
import { texts } from './texts.ts'
import { type Live, useFlow } from './useFlow.ts'
import './flow.css'

/** The topology of the application, with what passes through it now. */
export default function FlowPage({ base }: StreamsPageProps) {
  const { topology, flow, live } = useFlow(base)
  return (
    <Loaded of={topology}>
      {() => <Loaded of={flow}>{() => live && <Flow live={live} base={base} />}</Loaded>}
    </Loaded>
  )
}

const narrow = () => matchMedia('(max-width: 800px)').matches
/** A topology of so many steps is drawn with all of them at first. */
const fewSteps = 16

function Flow({ live, base }: StreamsPageProps & { readonly live: Live }) {
  const t = say(texts)
  const { graph, silent } = live
  const all = graph.parts.map(({ id }) => id)
  const [view, see] = useState<'graph' | 'list'>(narrow() ? 'list' : 'graph')
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(graph.steps.size <= fewSteps ? all : []),
  )
  const step = chosen()
  const known = step !== null && graph.steps.has(step) ? step : null
  const toggle = (part: string) =>
    setOpen(open => new Set(open.has(part) ? [...open].filter(each => each !== part) : [...open, part]))
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && choose(null)
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [])
  const store = (name: string) => goTo(pathTo('stores', [name]))
  return (
    <div class="flow">
      <p class="soft">{t.intro}</p>
      {silent.length > 0 && <Notice tone="warn">{t.silent(silent.join(', '))}</Notice>}
      <FlowFigures live={live} />
      <div class="flow-bar">
        <Choice
          label={t.view}
          options={[
            { value: 'graph', title: t.graph },
            { value: 'list', title: t.list },
          ]}
          value={view}
          onChoose={see}
        />
        {view === 'graph' && (
          <>
            <Button small onClick={() => setOpen(new Set(all))} disabled={open.size === all.length}>
              {t.openAll}
            </Button>
            <Button small onClick={() => setOpen(new Set())} disabled={open.size === 0}>
              {t.closeAll}
            </Button>
          </>
        )}
      </div>
      {view === 'graph' ? (
        <>
          <FlowCanvas
            live={live}
            open={open}
            onToggle={toggle}
            chosen={known}
            onChoose={choose}
            onStore={store}
          />
          <FlowLegend />
        </>
      ) : (
        <FlowList live={live} chosen={known} />
      )}
      {known !== null && (
        <StepPanel key={known} step={known} live={live} base={base} onClose={() => choose(null)} />
      )}
    </div>
  )
}

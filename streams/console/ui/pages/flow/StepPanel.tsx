import { useEffect, useRef, useState } from 'preact/hooks'
import { say } from '../../language.ts'
import { Button } from '../../parts/Button.tsx'
import { Tabs } from '../../parts/Tabs.tsx'
import { RowsBrowser } from '../stores/RowsBrowser.tsx'
import { Sign } from './Sign.tsx'
import { StepFailures } from './StepFailures.tsx'
import { StepFigures } from './StepFigures.tsx'
import { StepRecords } from './StepRecords.tsx'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'
import './stepPanel.css'

export interface StepPanelProps {
  readonly step: string
  readonly live: Live
  readonly base: string
  readonly onClose: () => void
}

/** All there is to tell of a step, beside the graph, which goes on. */
export function StepPanel({ step, live, base, onClose }: StepPanelProps) {
  const t = say(texts)
  const { kind, part, stores } = live.graph.steps.get(step)!
  const heading = useRef<HTMLHeadingElement>(null)
  const [tab, show] = useState('figures')
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  const path = `${base}nodes/${encodeURIComponent(step)}`
  const failures = live.rates.steps.get(step)?.failures ?? 0
  return (
    <section class="step-panel" aria-label={step}>
      <header>
        <Sign of={kind} />
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {step}
          </h2>
          <span class="soft">
            {t.kinds[kind] ?? kind} · {t.part(part)}
          </span>
        </div>
        <Button kind="quiet" small aria-label={t.closePanel} onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </Button>
      </header>
      <Tabs
        label={step}
        selected={tab}
        onSelect={show}
        tabs={[
          { id: 'figures', title: t.figures },
          { id: 'records', title: t.records },
          { id: 'failures', title: failures > 0 ? `${t.failuresTitle} (${failures})` : t.failuresTitle },
          ...(stores.length > 0 ? [{ id: 'rows', title: t.rowsTab }] : []),
        ]}
      >
        {tab === 'figures' && <StepFigures step={step} live={live} />}
        {tab === 'records' && <StepRecords path={`${path}/records`} />}
        {tab === 'failures' && <StepFailures path={`${path}/failures`} />}
        {tab === 'rows' && <StepRows stores={stores} base={base} />}
      </Tabs>
    </section>
  )
}

function StepRows({ stores, base }: { readonly stores: readonly string[]; readonly base: string }) {
  const t = say(texts)
  const [store, choose] = useState(stores[0]!)
  return (
    <div class="stack">
      {stores.length > 1 && (
        <select aria-label={t.stores} value={store} onChange={event => choose(event.currentTarget.value)}>
          {stores.map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      <RowsBrowser key={store} store={store} base={base} limit={10} />
    </div>
  )
}

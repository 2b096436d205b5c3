import { number, percent } from '../../format.ts'
import { say } from '../../language.ts'
import { Figure, Figures } from '../../parts/Figure.tsx'
import { Sparkline } from '../../parts/Sparkline.tsx'
import { rate } from './figures.ts'
import type { Rates } from './graph/rates.ts'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'

/** The whole application in five figures. */
export function FlowFigures({ live: { graph, rates, history } }: { readonly live: Live }) {
  const t = say(texts)
  const steps = [...graph.steps.values()]
  const outside = steps.filter(({ kind, repartition }) => kind === 'source' && repartition === null)
  const sinks = steps.filter(({ kind }) => kind === 'sink')
  const of = (names: readonly { readonly name: string }[], rates: Rates) =>
    names.reduce((sum, { name }) => sum + (rates.steps.get(name)?.perSecond ?? 0), 0)
  const lag = [...rates.topics.values()].reduce((sum, each) => sum + each.lag, 0)
  const failures = [...rates.steps.values()].reduce((sum, each) => sum + each.failures, 0)
  return (
    <Figures>
      <Figure
        label={t.total}
        value={
          <>
            {rate(of(outside, rates))}{' '}
            <Sparkline
              label={t.total}
              values={history.map(each => of(outside, each))}
              width={64}
              height={18}
            />
          </>
        }
        note={t.totalNote}
      />
      <Figure label={t.written} value={rate(of(sinks, rates))} note={t.writtenNote} />
      <Figure label={t.waiting} value={number(lag)} note={t.waitingNote} />
      <Figure label={t.busy} value={percent(rates.nanos / 1e9, 1)} note={t.busyNote} />
      <Figure label={t.failed} value={number(failures)} note={t.failedNote} />
    </Figures>
  )
}

import { bytes, number, percent } from '../../format.ts'
import { say } from '../../language.ts'
import { Figure, Figures } from '../../parts/Figure.tsx'
import { Sparkline } from '../../parts/Sparkline.tsx'
import { pathTo } from '../../route.ts'
import { rate } from './figures.ts'
import { before, behind } from './graph/flowGraph.ts'
import { texts } from './texts.ts'
import type { Live } from './useFlow.ts'

/** How much passes a step, what it costs, and where it stands. */
export function StepFigures({ step, live }: { readonly step: string; readonly live: Live }) {
  const t = say(texts)
  const { graph, rates, history, stores } = live
  const { topics, stores: own } = graph.steps.get(step)!
  const figures = rates.steps.get(step)
  const links = (names: readonly string[]) =>
    names.map((name, index) => (
      <span key={name}>
        {index > 0 && ', '}
        <a href={pathTo('flow', [name])}>{name}</a>
      </span>
    ))
  const from = before(graph, step)
  const to = behind(graph, step)
  return (
    <div class="stack">
      <Figures>
        <Figure
          label={t.rate}
          value={rate(figures?.perSecond ?? 0)}
          note={
            <Sparkline
              label={t.rate}
              values={history.map(each => each.steps.get(step)?.perSecond ?? 0)}
              width={110}
            />
          }
        />
        <Figure
          label={t.share}
          value={percent(figures?.share ?? 0, 1)}
          note={figures?.nanosEach == null ? null : `${t.each}: ${number(figures.nanosEach / 1000, 1)} µs`}
        />
        <Figure label={t.total2} value={number(figures?.records ?? 0)} />
      </Figures>
      <dl class="step-facts">
        {from.length > 0 && (
          <>
            <dt>{t.comesFrom}</dt>
            <dd>{links(from)}</dd>
          </>
        )}
        {to.length > 0 && (
          <>
            <dt>{t.goesTo}</dt>
            <dd>{links(to)}</dd>
          </>
        )}
        {own.length > 0 && (
          <>
            <dt>{t.stores}</dt>
            <dd>
              {own.map(name => (
                <div key={name} class="step-store">
                  <a href={pathTo('stores', [name])}>{name}</a>
                  <span class="soft">
                    {stores.get(name)?.rows == null ? '…' : t.rows(number(stores.get(name)!.rows!))}
                  </span>
                  <code title={stores.get(name)?.hash ?? undefined}>
                    {stores.get(name)?.hash?.slice(0, 8)}
                  </code>
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      {topics.length > 0 && (
        <table class="step-topics">
          <caption>
            {t.topic} <span class="soft">· {t.readWrite}</span>
          </caption>
          <tbody>
            {topics.map(topic => {
              const each = rates.topics.get(topic)
              return (
                <tr key={topic}>
                  <th scope="row">{topic}</th>
                  <td>
                    {rate(each?.inPerSecond ?? 0)} / {rate(each?.outPerSecond ?? 0)}
                  </td>
                  <td>{bytes((each?.inBytes ?? 0) + (each?.outBytes ?? 0))}/s</td>
                  <td>
                    {each && each.lag > 0 ? <span class="flow-lag">{t.lag(number(each.lag))}</span> : ''}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </div>
  )
}

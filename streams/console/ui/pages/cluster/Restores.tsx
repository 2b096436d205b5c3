import type { FromInstances, InstanceReport } from '../../../answers.ts'
import { number, percent, short } from '../../format.ts'
import { say } from '../../language.ts'
import { durationOf } from './durationOf.ts'
import { texts } from './texts.ts'

/** What is being brought to the committed state, and how long that will take. */
export function Restores({ report }: { readonly report: FromInstances<InstanceReport> }) {
  const t = say(texts)
  const restores = report.instances.flatMap(({ instance, said }) =>
    (said?.restoring ?? []).map(each => ({ ...each, instance })),
  )
  if (restores.length === 0) return <p class="soft">{t.noRestores}</p>
  return (
    <ul class="restores">
      {restores.map(({ instance, store, partition, from, at, to, perSecond, remainingMs }) => {
        const share = to > from ? (at - from) / (to - from) : 1
        const label = `${t.restoreOf(store, partition)} · ${instance}`
        return (
          <li key={`${instance} ${store} ${partition}`}>
            <span>{label}</span>
            <progress max={1} value={share} aria-label={label} />
            <span class="soft">
              {percent(share)} · {number(at)} / {number(to)} · {t.perSecond(short(perSecond))}
              {remainingMs !== null && ` · ${t.remaining(durationOf(remainingMs))}`}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

import type { TimelineMoment } from '../../../answers.ts'
import { clock } from '../../format.ts'
import { say } from '../../language.ts'
import { toneOf } from './Timeline.tsx'
import { texts } from './texts.ts'

/** One line an instance, a mark an event, from old to new. What it shows is told in the table below it. */
export function TimelineLanes({ events }: { readonly events: readonly TimelineMoment[] }) {
  const t = say(texts)
  const instances = [...new Set(events.map(({ instance }) => instance))].sort()
  const last = events[0]!.at
  const first = events.at(-1)!.at
  const span = Math.max(1_000, last - first)
  const at = (moment: number) => `${2 + ((moment - first) / span) * 96}%`
  return (
    <figure class="lanes" aria-label={t.lanes}>
      {instances.map(instance => (
        <div key={instance} class="lane">
          <span>{instance}</span>
          <div>
            {events
              .filter(event => event.instance === instance)
              .map((event, index) => (
                <i
                  key={`${event.at} ${event.kind} ${index}`}
                  class={`lane-mark lane-${toneOf(event)}`}
                  style={{ left: at(event.at) }}
                  title={`${clock(event.at)} ${t.kinds[event.kind] ?? event.kind}`}
                />
              ))}
          </div>
        </div>
      ))}
      <div class="lane lane-times">
        <span />
        <div>
          <time>{clock(first)}</time>
          <time>{clock(last)}</time>
        </div>
      </div>
    </figure>
  )
}

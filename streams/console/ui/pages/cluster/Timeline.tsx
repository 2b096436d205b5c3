import { useState } from 'preact/hooks'
import type { TimelineAnswer, TimelineMoment } from '../../../answers.ts'
import { bytes, clock, moment, number } from '../../format.ts'
import { say } from '../../language.ts'
import { Badge, type Tone } from '../../parts/Badge.tsx'
import { Button } from '../../parts/Button.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Table } from '../../parts/Table.tsx'
import { durationOf } from './durationOf.ts'
import { gathered } from './gathered.ts'
import { TimelineLanes } from './TimelineLanes.tsx'
import { texts } from './texts.ts'

const few = 15

/** What happened to the instances: drawn by instance, and told. */
export function Timeline({ answer }: { readonly answer: TimelineAnswer }) {
  const t = say(texts)
  const events = gathered(answer.events)
  const [all, showAll] = useState(false)
  if (events.length === 0) return <Empty title={t.noEvents} />
  const shown = all ? events.slice(0, 200) : events.slice(0, few)
  return (
    <>
      <TimelineLanes events={answer.events} />
      <Table
        caption={t.timeline}
        rows={shown}
        keyOf={event => `${event.instance} ${event.at} ${event.kind} ${detailsOf(event)}`}
        columns={[
          {
            id: 'when',
            title: t.when,
            cell: ({ at }) => <time title={moment(at)}>{clock(at)}</time>,
          },
          { id: 'instance', title: t.instance, minor: true, cell: ({ instance }) => instance },
          {
            id: 'what',
            title: t.what,
            cell: event => (
              <span class="row">
                <Badge tone={toneOf(event)}>{t.kinds[event.kind] ?? event.kind}</Badge>
                <span class="timeline-details">{detailsOf(event)}</span>
              </span>
            ),
          },
        ]}
      />
      {!all && events.length > few && (
        <div class="timeline-more">
          <Button small onClick={() => showAll(true)}>
            {t.older} ({number(events.length - few)})
          </Button>
        </div>
      )}
    </>
  )
}

const tones: Readonly<Record<string, Tone>> = {
  assigned: 'accent',
  lost: 'bad',
  opened: 'good',
  'restore-ended': 'good',
  recovery: 'warn',
  cut: 'warn',
  paused: 'warn',
}

export const toneOf = ({ kind, to }: TimelineMoment): Tone =>
  kind === 'state' ? (to === 'RUNNING' ? 'good' : to === 'ERROR' ? 'bad' : 'calm') : (tones[kind] ?? 'calm')

/** What an event says beside its kind. */
function detailsOf(event: TimelineMoment): string {
  const t = say(texts)
  const names = (value: unknown) => [...((value as readonly string[]) ?? [])].sort().join(', ') || t.nothing
  switch (event.kind) {
    case 'state':
      return `${event.from} → ${event.to}`
    case 'assigned':
      return t.assigned(
        event.epoch as number,
        (event.active as readonly string[]).length,
        (event.standby as readonly string[]).length,
      )
    case 'opened':
    case 'closed':
    case 'standby-opened':
    case 'standby-closed':
      return names(event.tasks)
    case 'restore-began':
      return `${t.restoreOf(String(event.store), event.partition as number)}: ${event.from} → ${event.to}`
    case 'restore-ended':
      return `${t.restoreOf(String(event.store), event.partition as number)}: ${
        event.isDone ? t.records(number(event.records as number), durationOf(event.ms as number)) : t.givenUp
      }`
    case 'recovery':
      return String(event.why)
    case 'cut':
      return event.cut === null ? t.released : `${event.cut} (${event.phase})`
    case 'role':
      return String(event.role)
    case 'paused':
    case 'resumed':
      return t.free(bytes(event.freeBytes as number))
    default:
      return ''
  }
}

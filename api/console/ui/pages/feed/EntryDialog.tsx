import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Dialog } from 'millrace/console/ui/parts/Dialog.tsx'
import { Json } from 'millrace/console/ui/parts/Json.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { ChangedFields } from './ChangedFields.tsx'
import { changedFields } from './changedFields.ts'
import type { Entry } from './feedLog.ts'
import { subjectsOf } from './subject.ts'
import { texts } from './texts.ts'

export interface EntryDialogProps {
  readonly of: Entry
  /** Of a row: as it was told the time before. */
  readonly before: Entry | null
  readonly onClose: () => void
}

/** One event, or change of a row, whole; and where to go on from it. */
export function EntryDialog({ of: entry, before, onClose }: EntryDialogProps) {
  const t = say(texts)
  const isEvent = entry.place !== null
  const patientId = entry.data?.patientId
  return (
    <Dialog place="side" title={`${entry.what} ${entry.key}`} onClose={onClose}>
      <dl class="feed-facts">
        <dt>{t.eventTime}</dt>
        <dd>{moment(entry.at)}</dd>
        {isEvent && (
          <>
            <dt>{t.place}</dt>
            <dd>
              <code>{entry.place}</code>
            </dd>
          </>
        )}
      </dl>
      <ul class="feed-links">
        {subjectsOf(entry).map(([kind, id]) => (
          <li key={kind}>
            <a class="button button-small" href={pathTo('feed', [kind, id])}>
              {t.followOf[kind]}
            </a>
          </li>
        ))}
        {typeof patientId === 'string' && (
          <li>
            <a class="button button-small" href={pathTo('feed', [], { patientId })} onClick={onClose}>
              {t.onlyPatient}
            </a>
          </li>
        )}
      </ul>
      {before && (
        <>
          <h3>{t.before}</h3>
          <ChangedFields of={changedFields(before.data, entry.data)} />
        </>
      )}
      <h3>{isEvent ? t.event : t.row}</h3>
      {entry.data === null ? (
        <p>{t.rowGone}</p>
      ) : (
        <Json label={isEvent ? t.event : t.row} value={JSON.parse(entry.text)} />
      )}
    </Dialog>
  )
}

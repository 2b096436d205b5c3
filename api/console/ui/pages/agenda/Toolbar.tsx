import { longDay } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Choice } from 'millrace/console/ui/parts/Choice.tsx'
import { medecins } from '../../data/medecins.ts'
import { practice, today } from '../../practice.ts'
import { addDays } from '../../zoned.ts'
import { texts } from './texts.ts'
import { look, type Where } from './where.ts'

export interface ToolbarProps {
  readonly where: Where
  /** The one that is shown. */
  readonly day: string
  readonly onBook: () => void
}

/** Which day or week, of whom. */
export function Toolbar({ where, day, onBook }: ToolbarProps) {
  const t = say(texts)
  const step = where.view === 'day' ? 1 : 7
  const go = (to: string) => look({ ...where, day: to })
  return (
    <div class="agenda-bar">
      <div class="row">
        <Button aria-label={t.before} onClick={() => go(addDays(day, -step))}>
          <span aria-hidden="true">‹</span>
        </Button>
        <Button onClick={() => look({ ...where, day: null })}>{t.today}</Button>
        <Button aria-label={t.after} onClick={() => go(addDays(day, step))}>
          <span aria-hidden="true">›</span>
        </Button>
        <input
          type="date"
          aria-label={t.date}
          value={day}
          onChange={({ currentTarget }) => currentTarget.value && go(currentTarget.value)}
        />
      </div>
      <h2 aria-live="polite">{longDay(practice.instantOf(day, 720))}</h2>
      <div class="row">
        {where.view === 'week' && (
          <select
            aria-label={t.medecin}
            value={where.medecinId ?? medecins.value[0]?.medecinId}
            onChange={({ currentTarget }) => look({ ...where, day, medecinId: currentTarget.value })}
          >
            {medecins.value.map(each => (
              <option key={each.medecinId} value={each.medecinId}>
                {each.nom ?? each.medecinId}
              </option>
            ))}
          </select>
        )}
        <Choice
          label={t.view}
          options={[
            { value: 'day', title: t.day },
            { value: 'week', title: t.week },
          ]}
          value={where.view}
          onChoose={view => look({ ...where, day: day === today() ? null : day, view })}
        />
        <Button kind="primary" onClick={onBook}>
          {t.newOne}
        </Button>
      </div>
    </div>
  )
}

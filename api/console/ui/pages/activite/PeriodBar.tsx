import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Choice } from 'millrace/console/ui/parts/Choice.tsx'
import { useId } from 'preact/hooks'
import { medecins } from '../../data/medecins.ts'
import { today } from '../../practice.ts'
import { isYear, nameOf, shifted } from './period.ts'
import { texts } from './texts.ts'

/** Which period, and whose. */
export function PeriodBar({
  periode,
  medecinId,
  onShow,
}: {
  readonly periode: string
  readonly medecinId: string
  readonly onShow: (to: { periode?: string; medecin?: string }) => void
}) {
  const t = say(texts)
  const id = useId()
  const year = isYear(periode)
  const now = today()
  return (
    <div class="row activite-bar">
      <Choice
        label={t.by}
        options={[
          { value: 'month', title: t.month },
          { value: 'year', title: t.year },
        ]}
        value={year ? 'year' : 'month'}
        onChoose={chosen => {
          // Within this year, this month; within another, its first.
          const month = periode === now.slice(0, 4) ? now.slice(0, 7) : `${periode}-01`
          onShow({ periode: chosen === 'year' ? periode.slice(0, 4) : month })
        }}
      />
      <div class="row activite-steps">
        <Button aria-label={t.before} onClick={() => onShow({ periode: shifted(periode, -1) })}>
          <span aria-hidden="true">‹</span>
        </Button>
        <strong aria-live="polite">{nameOf(periode)}</strong>
        <Button aria-label={t.after} onClick={() => onShow({ periode: shifted(periode, 1) })}>
          <span aria-hidden="true">›</span>
        </Button>
      </div>
      <Button onClick={() => onShow({ periode: now.slice(0, year ? 4 : 7) })}>{t.now}</Button>
      <div class="row">
        <label for={id} class="unseen">
          {t.whose}
        </label>
        <select id={id} value={medecinId} onChange={event => onShow({ medecin: event.currentTarget.value })}>
          <option value="">{t.practice}</option>
          {medecins.value.map(each => (
            <option key={each.medecinId} value={each.medecinId}>
              {each.nom ?? each.medecinId}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}

import { useSignal } from '@preact/signals'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { pathTo } from 'millrace/console/ui/route.ts'
import { stored } from 'millrace/console/ui/stored.ts'
import { texts } from './tourTexts.ts'
import './tour.css'

/** The first minute: what this is, and three things to try. Put away once, it stays away in this browser. */
export function Tour() {
  const t = say(texts)
  const away = useSignal(stored.read('tour') === 'away')
  if (away.value) return null
  return (
    <section class="tour" aria-label={t.title}>
      <div class="tour-head">
        <h2>{t.title}</h2>
        <Button
          small
          kind="quiet"
          onClick={() => {
            stored.write('tour', 'away')
            away.value = true
          }}
        >
          {t.away}
        </Button>
      </div>
      <p>{t.what}</p>
      <ol>
        <li>{t.book}</li>
        <li>
          <a href={pathTo('flow')}>{t.flow}</a> {t.flowDetail}
        </li>
        <li>
          <a href={pathTo('feed')}>{t.feed}</a> {t.feedDetail}
        </li>
      </ol>
    </section>
  )
}

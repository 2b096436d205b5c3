import { moment } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Badge } from 'millrace/console/ui/parts/Badge.tsx'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { act, doing, type Verb, wish } from './actions.ts'
import { type Generation, type GenerationList, hasCaughtUp, isOver } from './generation.ts'
import { ProgressBar } from './ProgressBar.tsx'
import { texts } from './texts.ts'

const tones = {
  building: 'accent',
  live: 'good',
  shadow: 'calm',
  retired: 'calm',
  abandoned: 'calm',
} as const

/** Every generation that is there: what it is for, how far it is, what can be done with it. Those that are over, folded. */
export function Generations({ of: list }: { readonly of: GenerationList }) {
  const t = say(texts)
  const there = list.generations.filter(each => !isOver(each)).toReversed()
  const over = list.generations.filter(isOver).toReversed()
  return (
    <Panel title={t.generations}>
      <div class="stack">
        {there.map(each => (
          <One key={each.generation} of={each} list={list} />
        ))}
        {over.length > 0 && (
          <details>
            <summary>{t.over(over.length)}</summary>
            <ul class="reprocess-over">
              {over.map(each => (
                <li key={each.generation}>
                  {each.generation} <Badge>{t.states[each.state]}</Badge>{' '}
                  <span class="soft">
                    {t.purposes[each.purpose]} {rulesText(each)}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  )
}

function One({ of, list }: { readonly of: Generation; readonly list: GenerationList }) {
  const t = say(texts)
  const rules = rulesText(of)
  return (
    <article class="reprocess-one" aria-label={`${t.generation} ${of.generation}`}>
      <header class="row">
        <h3>
          {t.generation} {of.generation}
        </h3>
        <Badge tone={tones[of.state]}>{t.states[of.state]}</Badge>
        {of.state !== 'live' && of.purpose !== 'reprocess' && <Badge>{t.purposes[of.purpose]}</Badge>}
        {of.progress && <span class="soft">{t.instances(of.progress.instances)}</span>}
        <span class="reprocess-actions row">
          <Actions of={of} list={list} />
        </span>
      </header>
      <p>
        <span class="soft">{t.rules}</span> {rules === '' ? t.rulesSame : <code>{rules}</code>}
        {of.createdAt && (
          <span class="soft">
            {' '}
            · {t.begun} {moment(of.createdAt)}
          </span>
        )}
      </p>
      {of.progress && <ProgressBar of={of.progress} label={`${t.progress}, ${of.generation}`} />}
      {of.progress?.instances === 0 && <Badge tone="warn">{t.nobody}</Badge>}
    </article>
  )
}

function Actions({ of, list }: { readonly of: Generation; readonly list: GenerationList }) {
  const t = say(texts)
  const { generation, state } = of
  if (state === 'live') return null
  const now = doing.value
  const isBusy = (verb: Verb) => now?.verb === verb && now.generation === generation
  const wishing = (verb: Verb) => () => {
    wish.value = { verb, generation }
  }
  const isReady = hasCaughtUp(of)
  const isBefore = generation === list.previous && state === 'shadow'
  const isFree = now === null
  return (
    <>
      {!isReady && <small class="soft">{t.wait}</small>}
      <Button
        small
        busy={isBusy('compare')}
        disabled={!isFree || !isReady}
        onClick={() => void act({ verb: 'compare', generation })}
      >
        {t.compare}
      </Button>
      {of.purpose === 'reprocess' && (
        <Button
          small
          kind="primary"
          busy={isBusy(isBefore ? 'rollback' : 'switch')}
          disabled={!isFree || !isReady}
          onClick={wishing(isBefore ? 'rollback' : 'switch')}
        >
          {isBefore ? t.rollback : t.switch}
        </Button>
      )}
      <Button
        small
        kind="danger"
        busy={isBusy(state === 'building' ? 'abandon' : 'retire')}
        disabled={!isFree}
        onClick={wishing(state === 'building' ? 'abandon' : 'retire')}
      >
        {state === 'building' ? t.abandon : t.retire}
      </Button>
    </>
  )
}

const rulesText = ({ rules }: Generation): string =>
  Object.entries(rules)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

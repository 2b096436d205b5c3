import { useSignal } from '@preact/signals'
import { longDay } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Choice } from 'millrace/console/ui/parts/Choice.tsx'
import { Figure, Figures } from 'millrace/console/ui/parts/Figure.tsx'
import { Loading } from 'millrace/console/ui/parts/Loaded.tsx'
import { Panel } from 'millrace/console/ui/parts/Panel.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import { useEffect } from 'preact/hooks'
import { medecins } from '../../data/medecins.ts'
import { practice, today } from '../../practice.ts'
import { NoMedecins } from '../../rendezvous/NoMedecins.tsx'
import { RendezvousDialog } from '../../rendezvous/RendezvousDialog.tsx'
import { useSlots } from '../../rendezvous/useSlots.ts'
import { ExpectedTable } from './ExpectedTable.tsx'
import { expectedOf } from './expectedOf.ts'
import { texts } from './texts.ts'
import { Undecided } from './Undecided.tsx'

const tickMs = 10_000

/** Who is expected today, who is late; and the requests that wait for a decision. */
export default function AttentePage() {
  const t = say(texts)
  const now = useSignal(Date.now())
  const shown = useSignal<'ahead' | 'all'>('ahead')
  const open = useSignal<string | null>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, tickMs)
    return () => clearInterval(timer)
  }, [now])

  const day = today()
  const slots = useSlots(medecins.value.map(({ medecinId }) => ({ medecinId, day })))
  const polls = [...slots.values()]
  const problem = polls.find(each => each.problem.value !== null && each.data.value === null)?.problem.value
  const isLoading = polls.some(each => each.data.value === null)
  const all = expectedOf(slots, now.value)
  const count = (situation: (typeof all)[number]['situation']) =>
    all.filter(each => each.situation === situation).length
  const rows = shown.value === 'all' ? all : all.filter(({ situation }) => situation !== 'done')
  return (
    <>
      <Figures>
        <Figure label={t.ahead} value={count('ahead')} />
        <Figure label={t.now} value={count('now')} />
        <Figure label={t.over} value={count('over')} note={t.overNote} />
        <Figure label={t.done} value={count('done')} />
      </Figures>
      <Panel
        title={t.expected(longDay(practice.instantOf(day, 720)))}
        flush
        aside={
          <Choice
            label={t.which}
            options={[
              { value: 'ahead', title: t.onlyAhead },
              { value: 'all', title: t.all },
            ]}
            value={shown.value}
            onChoose={value => {
              shown.value = value
            }}
          />
        }
      >
        {medecins.value.length === 0 ? (
          <NoMedecins />
        ) : problem ? (
          <ProblemNotice problem={problem} />
        ) : isLoading ? (
          <Loading />
        ) : (
          <ExpectedTable
            rows={rows}
            total={all.length}
            now={now.value}
            onOpen={id => {
              open.value = id
            }}
          />
        )}
      </Panel>
      <Undecided
        onOpen={id => {
          open.value = id
        }}
      />
      {open.value !== null && (
        <RendezvousDialog
          rendezVousId={open.value}
          onChange={() => {
            for (const each of polls) each.refresh()
          }}
          onClose={() => {
            open.value = null
          }}
        />
      )}
    </>
  )
}

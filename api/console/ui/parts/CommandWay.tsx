import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import { Button } from 'millrace/console/ui/parts/Button.tsx'
import { ProblemNotice } from 'millrace/console/ui/parts/ProblemNotice.tsx'
import type { ComponentChildren } from 'preact'
import type { Accepted, CommandRun, Progress } from './command.ts'
import { texts } from './texts.ts'
import { Way, type WayStep } from './Way.tsx'

/** What the stream made of a command, in words. */
export interface Verdict {
  /** `waiting`: neither yes nor no, such as a rendezvous whose patient is not known yet. */
  readonly outcome: 'accepted' | 'refused' | 'waiting'
  readonly title: ComponentChildren
  readonly detail?: ComponentChildren
}

/**
 * The way of a command, live: posted, in Kafka (topic, partition, offset), decided (with the reason). Shared by every page that
 * sends commands: `const command = useCommand<Rendezvous>()`, `command.send({ method, path, body })` from the form, and this below it.
 * Nothing is drawn before something was sent. `verdict` reads the decision off the row that the command's Location answers.
 */
export function CommandWay<Row>({
  command,
  verdict,
}: {
  readonly command: CommandRun<Row>
  readonly verdict: (row: Row) => Verdict
}) {
  const t = say(texts)
  const progress = command.progress.value
  if (progress === null) return null
  if (progress.stage === 'failed')
    return (
      <ProblemNotice problem={progress.problem}>
        {mayWorkLater(progress.problem.status) && (
          <Button small onClick={() => void command.again()}>
            {t.sendAgain}
          </Button>
        )}
      </ProblemNotice>
    )
  return (
    <div class="stack">
      <Way label={t.way} steps={stepsOf(progress, verdict)} />
      {progress.stage === 'undecided' && (
        <div>
          <Button small onClick={() => void command.again()}>
            {t.askAgain}
          </Button>
        </div>
      )}
    </div>
  )
}

const mayWorkLater = (status: number) => status === 0 || status === 429 || status >= 500

function stepsOf<Row>(
  progress: Exclude<Progress<Row>, { readonly stage: 'failed' }>,
  verdict: (row: Row) => Verdict,
): readonly WayStep[] {
  const t = say(texts)
  if (progress.stage === 'posting')
    return [
      { title: t.posting, state: 'going' },
      { title: t.inKafka, state: 'ahead' },
      { title: t.decision, state: 'ahead' },
    ]
  return [
    { title: t.post, state: 'done' },
    written(progress.accepted, progress.tookMs),
    decision(progress, verdict),
  ]
}

function written(accepted: Accepted, tookMs: number): WayStep {
  const t = say(texts)
  if (accepted.status === 'kept') return { title: t.kept, state: 'late', detail: t.keptDetail }
  return {
    title: t.inKafka,
    state: 'done',
    aside: t.ms(number(tookMs)),
    detail: (
      <>
        <code class="way-position">
          {accepted.topic}[{accepted.partition}]@{accepted.offset}
        </code>
        <br />
        <span class="soft">
          {t.event} <code>{accepted.eventId}</code>
        </span>
      </>
    ),
  }
}

function decision<Row>(
  progress: Exclude<Progress<Row>, { readonly stage: 'failed' | 'posting' }>,
  verdict: (row: Row) => Verdict,
): WayStep {
  const t = say(texts)
  if (progress.stage === 'undecided') return { title: t.undecided, state: 'late', detail: t.undecidedDetail }
  if (progress.stage === 'deciding')
    return progress.slow
      ? { title: t.deciding, state: 'late', detail: t.slow }
      : { title: t.deciding, state: 'going' }
  const { outcome, title, detail } = verdict(progress.row)
  return {
    title,
    state: outcome === 'accepted' ? 'done' : outcome === 'refused' ? 'refused' : 'late',
    aside: t.ms(number(progress.decidedMs)),
    ...(detail !== undefined && { detail }),
  }
}

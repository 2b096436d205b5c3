import { creneauOf, type Subject, type SubjectKind, subjectKinds } from '../../explain/subject.ts'
import { askingHeaders } from '../askingHeaders.ts'
import { compareWithLive } from '../explain/compareWithLive.ts'
import { explainerOf } from '../explain/explainerOf.ts'
import { showExplanation } from '../explain/showExplanation.ts'
import { ofGeneration } from '../generations/ofGeneration.ts'
import { StartError } from '../startError.ts'
import { trustAlso } from '../tlsOf.ts'
import { urlOf } from '../urlOf.ts'
import { withKafka } from './withKafka.ts'

export interface ExplainCommandOptions {
  readonly json?: boolean
  readonly operands: readonly string[]
  readonly personal?: boolean
  /** The last so many steps. */
  readonly limit: number
}

/**
 * `cabinet explain <kind> <id>`: the events that led to a row, in order, and what each changed. 1 where no event speaks of it,
 * or where the running cabinet has it otherwise.
 */
export async function explainCommand(options: ExplainCommandOptions): Promise<number> {
  const { json = false, personal = false, limit } = options
  const subject = subjectOf(options.operands)
  return withKafka(json, async ({ config, kafka, progress }) => {
    trustAlso(config)
    // Decided by the rules of the live one, whatever this process was given.
    const explain = explainerOf(await ofGeneration(config, kafka), kafka)
    const told = await progress.step('reading the log, twice', () =>
      explain(subject, {
        withPersonal: personal,
        limit,
        progress: records => {
          if (records % 1_000_000 === 0) progress.note(`${records} records read`)
        },
      }),
    )
    if (told === null) throw new StartError(`No event in the log speaks of ${subject.kind} ${subject.id}.`)
    const { explanation, rows } = told
    const url = config.CABINET_URL ?? urlOf(config, config.PORT)
    const asking = { url, headers: askingHeaders(config), withPersonal: personal }
    const compared = await compareWithLive(subject.kind, rows, asking)
    if (json) console.log(JSON.stringify({ ...explanation, compared }))
    else for (const line of showExplanation(explanation, compared)) console.log(line)
    return 'differences' in compared && compared.differences.length > 0 ? 1 : 0
  })
}

function subjectOf([kind, id, instant]: readonly string[]): Subject {
  if (!subjectKinds.includes(kind as SubjectKind))
    throw new StartError(`"${kind}" is none of ${subjectKinds.join(', ')}.`)
  const subject = { kind: kind as SubjectKind, id: instant === undefined ? id! : `${id}@${instant}` }
  if (kind === 'creneau' && creneauOf(subject.id) === null)
    throw new StartError(
      'A creneau is a médecin and an instant of it: explain creneau M1 2026-05-04T08:00:00Z',
    )
  return subject
}

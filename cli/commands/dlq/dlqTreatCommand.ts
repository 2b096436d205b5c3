import type { DeadLetters, Selection } from '../../../dlq/deadLetters.ts'
import type { TreatReport } from '../../../dlq/treatReport.ts'
import { StartError } from '../../startError.ts'
import { filterOf, type LetterOptions, letterNamed } from './letterOptions.ts'
import { withDeadLetters } from './withDeadLetters.ts'

export interface DlqTreatOptions extends LetterOptions {
  /** Letters by name. */
  readonly operands: readonly string[]
  readonly all?: boolean
  readonly force?: boolean
}

/** `cabinet dlq replay`: records go to the topics that they came from again. */
export const dlqReplayCommand = (options: DlqTreatOptions): Promise<number> =>
  treat(options, (dead, selection) => dead.replay(selection, options.force))

/** `cabinet dlq discard`: nothing more is to be done about these. */
export const dlqDiscardCommand = (options: DlqTreatOptions): Promise<number> =>
  treat(options, (dead, selection) => dead.discard(selection))

async function treat(
  options: DlqTreatOptions,
  work: (dead: DeadLetters, selection: Selection) => Promise<TreatReport>,
): Promise<number> {
  const { json = false } = options
  const selection = selectionOf(options)
  const { reasons, ...rest } = await withDeadLetters(json, dead => work(dead, selection))
  const report = { ...rest, reasons: reasons.map(({ letter, reason }) => ({ letter, reason: reason.en })) }
  if (json) console.log(JSON.stringify(report))
  else {
    for (const { letter, reason } of report.reasons)
      console.log(`${letter.padEnd(10)} not ${report.action}: ${reason}`)
    console.log(
      `${report.done} ${report.action}, ${report.already} had been treated before, ${report.refused} refused; ` +
        `${report.scanned} looked at (${report.bound} at most)` +
        (report.next === null ? '' : `; go on with --from ${report.next}`),
    )
  }
  return report.refused === 0 ? 0 : 1
}

function selectionOf(options: DlqTreatOptions): Selection {
  const { operands, all = false, force = false, limit = 1000, from = null } = options
  const filter = filterOf(options)
  if (operands.length > 0) {
    if (filter || all) throw new StartError('Name letters, or say which by options: not both.')
    return { letters: operands.map(letterNamed) }
  }
  if (!filter && !all)
    throw new StartError('Which letters? Name them (0@12 …), say which by options such as --error, or --all.')
  return { filter: { ...filter, status: force ? 'all' : 'open' }, limit, from }
}

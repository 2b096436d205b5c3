import { number } from 'millrace/console/ui/format.ts'
import { say } from 'millrace/console/ui/language.ts'
import type { Progress } from './generation.ts'
import { texts } from './texts.ts'

/** How far a generation is in the input: as a bar, and in words. */
export function ProgressBar({ of, label }: { readonly of: Progress; readonly label: string }) {
  const t = say(texts)
  const { processed, behind, perSecond, etaSeconds } = of
  const total = processed + behind
  return (
    <div class="reprocess-progress">
      <progress aria-label={label} max={Math.max(1, total)} value={total === 0 ? 1 : processed} />
      <div class="row soft">
        <span>{t.progressText(number(processed), number(total))}</span>
        <span>{behind === 0 ? t.inStep : t.behind(number(behind))}</span>
        {perSecond !== null && perSecond > 0 && <span>{t.perSecond(number(perSecond))}</span>}
        {behind > 0 && etaSeconds !== null && <span>{t.left(duration(etaSeconds))}</span>}
      </div>
    </div>
  )
}

function duration(seconds: number): string {
  if (seconds < 120) return `${number(seconds)} s`
  return seconds < 7_200 ? `${number(seconds / 60)} min` : `${number(seconds / 3_600, 1)} h`
}

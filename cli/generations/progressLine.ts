import type { GenerationProgress } from 'millrace'

const width = 24

/** How far a generation is, in a line; `live`: how far behind the live one is, beside which it runs. */
export function progressLine(label: string, progress: GenerationProgress, live: number): string {
  const { processed, behind, perSecond, etaMs } = progress
  const total = processed + behind
  const filled = total === 0 ? width : Math.floor((processed / total) * width)
  return [
    `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${label}`,
    `${processed.toLocaleString('en')} of ${total.toLocaleString('en')} records`,
    perSecond === null ? '' : `${Math.round(perSecond).toLocaleString('en')}/s`,
    etaMs === null ? '' : `${duration(etaMs)} to go`,
    `live ${live.toLocaleString('en')} behind`,
  ]
    .filter(Boolean)
    .join('  ')
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}

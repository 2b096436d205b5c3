export interface SparklineProps {
  /** What it shows, read out, with its newest value. */
  readonly label: string
  /** From old to new. */
  readonly values: readonly number[]
  readonly width?: number
  readonly height?: number
}

/** A line in the size of a word, from 0 to the greatest value. */
export function Sparkline({ label, values, width = 96, height = 24 }: SparklineProps) {
  const top = Math.max(...values, Number.MIN_VALUE)
  const step = width / Math.max(1, values.length - 1)
  const points = values.map(
    (value, index) =>
      `${(index * step).toFixed(1)},${(height - 1 - (value / top) * (height - 2)).toFixed(1)}`,
  )
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        stroke-width="1.5"
        stroke-linejoin="round"
      />
    </svg>
  )
}

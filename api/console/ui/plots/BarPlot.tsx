import { useState } from 'preact/hooks'
import { ticksUpTo } from './ticksUpTo.ts'
import { useWidth } from './useWidth.ts'
import './plots.css'

export interface Bar {
  readonly id: string
  /** Below it, where there is room. */
  readonly title: string
  readonly value: number
  /** All that there is to say of it. */
  readonly words: string
  readonly kind: 'past' | 'now' | 'ahead'
}

export interface BarPlotProps {
  /** What it shows, read out. The figures stand in a table beside it. */
  readonly label: string
  readonly bars: readonly Bar[]
  readonly format: (value: number) => string
  /** Above the plot while no bar is pointed at. */
  readonly hint: string
}

const height = 220
const left = 52
const bottom = 22
const top = 8

/** Bars over a line of time, from 0. What is pointed at is said above. */
export function BarPlot({ label, bars, format, hint }: BarPlotProps) {
  const [place, width] = useWidth<HTMLDivElement>()
  const [pointed, point] = useState<string | null>(null)
  const ticks = ticksUpTo(Math.max(0, ...bars.map(({ value }) => value)))
  const greatest = ticks.at(-1)!
  const y = (value: number) => top + (1 - value / greatest) * (height - top - bottom)
  const step = Math.max(0, width - left) / Math.max(1, bars.length)
  const every = Math.max(1, Math.ceil(24 / Math.max(step, 1)))
  return (
    <div ref={place} class="plot">
      <p class="plot-words soft" aria-hidden="true">
        {bars.find(({ id }) => id === pointed)?.words ?? hint}
      </p>
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        onPointerLeave={() => point(null)}
      >
        {ticks.map(tick => (
          <g key={tick}>
            <line class="plot-grid" x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
            <text class="plot-tick" x={left - 8} y={y(tick) + 4} text-anchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {bars.map(({ id, title, value, kind }, index) => {
          const x = left + index * step
          return (
            <g key={id} onPointerEnter={() => point(id)}>
              <rect x={x} y={top} width={step} height={height - top - bottom} class="plot-touch" />
              <rect
                x={x + step * 0.12}
                y={y(value)}
                width={step * 0.76}
                height={Math.max(0, y(0) - y(value))}
                rx={Math.min(3, step / 6)}
                class={`plot-bar plot-${kind} ${pointed === id ? 'plot-pointed' : ''}`}
              />
              {index % every === 0 && (
                <text class="plot-tick" x={x + step / 2} y={height - 6} text-anchor="middle">
                  {title}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

import { useState } from 'preact/hooks'
import { useWidth } from './useWidth.ts'
import './plots.css'

export interface HeatColumn {
  readonly id: string
  readonly title: string
  /** One for each row. */
  readonly values: readonly number[]
}

export interface HeatPlotProps {
  /** What it shows, read out. The figures stand in a table beside it. */
  readonly label: string
  readonly rows: readonly string[]
  readonly columns: readonly HeatColumn[]
  /** Of what is pointed at. */
  readonly words: (column: HeatColumn, row: number) => string
  readonly hint: string
  /** What the ends of the scale are. */
  readonly scale: { readonly least: string; readonly most: (greatest: number) => string }
}

const left = 44
const bottom = 22
const cell = 18

/** Cells that are the stronger the more there is: columns of time, rows of hours. */
export function HeatPlot({ label, rows, columns, words, hint, scale }: HeatPlotProps) {
  const [place, width] = useWidth<HTMLDivElement>()
  const [pointed, point] = useState<readonly [string, number] | null>(null)
  const greatest = Math.max(1, ...columns.flatMap(({ values }) => values))
  const step = Math.max(0, width - left) / Math.max(1, columns.length)
  const every = Math.max(1, Math.ceil(24 / Math.max(step, 1)))
  const height = rows.length * cell + bottom
  const found = pointed && columns.find(({ id }) => id === pointed[0])
  return (
    <div ref={place} class="plot">
      <div class="plot-words">
        <p class="soft" aria-hidden="true">
          {found ? words(found, pointed[1]) : hint}
        </p>
        <p class="plot-scale soft" aria-hidden="true">
          {scale.least} <i /> {scale.most(greatest)}
        </p>
      </div>
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        onPointerLeave={() => point(null)}
      >
        {rows.map((row, index) => (
          <text key={row} class="plot-tick" x={left - 8} y={index * cell + 13} text-anchor="end">
            {row}
          </text>
        ))}
        {columns.map((column, index) => {
          const x = left + index * step
          return (
            <g key={column.id}>
              {column.values.map((value, row) => (
                <rect
                  key={row}
                  x={x + 1}
                  y={row * cell + 1}
                  width={Math.max(0, step - 2)}
                  height={cell - 2}
                  rx="2"
                  class={`plot-cell ${pointed?.[0] === column.id && pointed[1] === row ? 'plot-pointed' : ''}`}
                  style={{ '--share': `${Math.round((value / greatest) * 100)}%` }}
                  onPointerEnter={() => point([column.id, row])}
                />
              ))}
              {index % every === 0 && (
                <text class="plot-tick" x={x + step / 2} y={height - 6} text-anchor="middle">
                  {column.title}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

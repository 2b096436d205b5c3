import { say } from 'millrace/console/ui/language.ts'
import { type Column, Table } from 'millrace/console/ui/parts/Table.tsx'
import { texts } from './texts.ts'
import './plots.css'

/** The figures of a plot as a table: for who cannot see it, and for who wants to know exactly. */
export function FiguresBehind<Row extends { readonly id: string }>({
  caption,
  columns,
  rows,
}: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}) {
  return (
    <details class="plot-figures">
      <summary>{say(texts).figures}</summary>
      <Table caption={caption} columns={columns} rows={rows} keyOf={({ id }) => id} />
    </details>
  )
}

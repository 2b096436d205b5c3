import type { ComponentChildren, Key } from 'preact'
import './table.css'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** Figures stand at the right. */
  readonly figure?: boolean
  /** On narrow screens it is left out. */
  readonly minor?: boolean
}

export interface TableProps<Row> {
  /** What it lists; read out, and shown where `titled`. */
  readonly caption: string
  readonly titled?: boolean
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => Key
  /** The row that is open elsewhere. */
  readonly current?: Key | null
}

/** A real table; where it is wider than its place it scrolls by itself. The first column heads its row. */
export function Table<Row>({
  caption,
  titled = false,
  columns,
  rows,
  keyOf,
  current = null,
}: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div class="table" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class={titled ? '' : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.id} scope="col" class={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => {
            const key = keyOf(row)
            return (
              <tr key={key} aria-current={current === key ? 'true' : undefined}>
                {columns.map((column, index) =>
                  index === 0 ? (
                    <th key={column.id} scope="row" class={classOf(column)}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.id} class={classOf(column)}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const classOf = <Row,>({ figure, minor }: Column<Row>) =>
  `${figure ? 'table-figure' : ''} ${minor ? 'table-minor' : ''}`.trim() || undefined

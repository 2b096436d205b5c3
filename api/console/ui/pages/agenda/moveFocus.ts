/** Arrow keys among the slots of a grid: up and down within a column, to the sides to what is at about the same time. */
export function moveFocus(event: KeyboardEvent, grid: HTMLElement): void {
  const now = document.activeElement as HTMLElement | null
  const column = now?.closest<HTMLElement>('[data-column]')
  if (!now?.dataset.key || !column) return
  const next =
    event.key === 'ArrowDown'
      ? beside(cellsOf(column), now, 1)
      : event.key === 'ArrowUp'
        ? beside(cellsOf(column), now, -1)
        : event.key === 'ArrowRight'
          ? across(grid, column, now, 1)
          : event.key === 'ArrowLeft'
            ? across(grid, column, now, -1)
            : null
  if (!next) return
  event.preventDefault()
  next.focus()
}

const cellsOf = (column: HTMLElement) => [...column.querySelectorAll<HTMLElement>('[data-key]')]

const beside = (all: readonly HTMLElement[], now: HTMLElement, step: number) => all[all.indexOf(now) + step]

/** In the next column that has anything: what begins nearest. */
function across(
  grid: HTMLElement,
  column: HTMLElement,
  now: HTMLElement,
  step: number,
): HTMLElement | undefined {
  const columns = [...grid.querySelectorAll<HTMLElement>('[data-column]')]
  const from = Number(now.dataset.from)
  const distance = (cell: HTMLElement) => Math.abs(Number(cell.dataset.from) - from)
  for (let next = beside(columns, column, step); next; next = beside(columns, next, step)) {
    const cells = cellsOf(next)
    if (cells.length > 0) return cells.reduce((best, each) => (distance(each) < distance(best) ? each : best))
  }
  return undefined
}

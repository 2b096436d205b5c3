import './plots.css'

/** A share of the greatest, drawn in a cell of a table whose figure stands beside it. */
export function ShareBar({ value, greatest }: { readonly value: number; readonly greatest: number }) {
  return (
    <span class="plot-share" aria-hidden="true">
      <i style={{ width: `${greatest > 0 ? (value / greatest) * 100 : 0}%` }} />
    </span>
  )
}

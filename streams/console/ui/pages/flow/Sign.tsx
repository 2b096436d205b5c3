/** What something of the flow is, as a small drawing beside its name. */
export function Sign({ of }: { readonly of: string }) {
  return (
    <svg class="flow-sign" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {signs[of] ?? signs.other}
    </svg>
  )
}

const arrow = <path d="M2 8h10M9 4.5 12.5 8 9 11.5" />
const join = (
  <>
    <circle cx="6" cy="8" r="4" />
    <circle cx="10" cy="8" r="4" />
  </>
)
const grid = <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6" />

const signs: Readonly<Record<string, preact.JSX.Element>> = {
  topic: <path d="M4.5 3.5h9l-2 9h-9zM6 6.5h5M5.3 9.5h5" />,
  source: <path d="M2.5 3v10M5 8h8M10 5l3 3-3 3" />,
  sink: <path d="M13.5 3v10M2 8h9M8 5l3 3-3 3" />,
  repartition: <path d="M2 5.5h9M8.5 3 11 5.5 8.5 8M14 10.5H5M7.5 8 5 10.5 7.5 13" />,
  store: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4" />
    </>
  ),
  filter: <path d="M2.5 3.5h11L9.5 8.5v4l-3 1v-5z" />,
  tableFilter: <path d="M2.5 3.5h11L9.5 8.5v4l-3 1v-5z" />,
  merge: <path d="M2 4h3l3 4h6M2 12h3l3-4" />,
  branch: <path d="M14 4h-3L8 8H2M14 12h-3L8 8" />,
  materialize: grid,
  aggregate: <path d="M12.5 4V3h-9l5 5-5 5h9v-1" />,
  streamTableJoin: join,
  streamGlobalJoin: join,
  tableTableJoin: join,
  process: <path d="M8 2.5 13 5.3v5.4L8 13.5 3 10.7V5.3zM8 8v5.5M8 8 3 5.3M8 8l5-2.7" />,
  peek: (
    <>
      <path d="M1.5 8S4 4 8 4s6.5 4 6.5 4S12 12 8 12 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.5" />
    </>
  ),
  other: arrow,
}

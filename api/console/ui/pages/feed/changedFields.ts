export interface ChangedField {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

type Row = Readonly<Record<string, unknown>> | null

/** The fields of a row that are not what they were. */
export function changedFields(before: Row, after: Row): readonly ChangedField[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...fields]
    .map(field => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null }))
    .filter(each => JSON.stringify(each.before) !== JSON.stringify(each.after))
}

/**
 * PromQL: by how much counters have grown within a time, where they have. increase() alone does not see the first of a
 * kind: its counter was not there before.
 */
export function grown(counter: string, within: string, by?: string): string {
  const sum = by === undefined ? 'sum' : `sum by (${by}) `
  const added = `increase(${counter}[${within}]) and ${counter} offset ${within}`
  const appeared = `${counter} unless ${counter} offset ${within}`
  return `${sum}((${added}) or (${appeared})) > 0`
}

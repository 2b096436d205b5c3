import type { Books } from './books.ts'

/** The years of which there is revenue, with those beside them: there the stores must have nothing. */
export function yearsOf({ recettes }: Books): readonly string[] {
  const years = [...recettes.keys()].map(key => Number(/ (\d{4})-\d\d-\d\d$/.exec(key)![1]))
  if (years.length === 0) return [String(new Date().getUTCFullYear())]
  const [first, last] = [
    years.reduce((a, b) => Math.min(a, b)) - 1,
    years.reduce((a, b) => Math.max(a, b)) + 1,
  ]
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(4, '0'))
}

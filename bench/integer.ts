/** The value of an option. Throws a TypeError that names it. */
export function integer(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new TypeError(`--${option} must be a whole number from ${min} to ${max}, not "${text}"`)
}

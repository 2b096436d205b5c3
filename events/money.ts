/** Centimes of a decimal amount, rounded half up by its decimal digits: 199.99 → 19999, 1.005 → 101. */
export function toCentimes(amount: number): number {
  const scaled = amount * 100
  const nearest = Math.round(scaled)
  if (nearest === scaled) return nearest
  // 199.99 * 100 is 19998.999…: shift the shortest decimal text instead of the binary fraction.
  const shifted = Number(`${amount}e2`)
  return Number.isNaN(shifted) ? nearest : Math.round(shifted)
}

/** Division by 100 is correctly rounded, so the result prints with at most two decimals. */
export const toDecimal = (centimes: number): number => centimes / 100

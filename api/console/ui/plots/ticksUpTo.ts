/** Round values from 0 up to the first that is not below `top`: three to six of them. */
export function ticksUpTo(top: number): readonly number[] {
  if (top <= 0) return [0, 1]
  const power = 10 ** Math.floor(Math.log10(top))
  const step = [0.2, 0.5, 1, 2].map(each => each * power).find(each => top / each <= 5) ?? 2 * power
  const count = Math.ceil(top / step - 1e-9)
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

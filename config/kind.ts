/** How a variable's text becomes a value. `read` throws an Error that says what is allowed. */
export interface Kind<T> {
  readonly allowed: string
  read(text: string): T
}

function kind<T>(allowed: string, read: (text: string) => T | undefined): Kind<T> {
  return {
    allowed,
    read(text) {
      const value = read(text)
      if (value === undefined) throw new Error(allowed)
      return value
    },
  }
}

export const integer = (min: number, max: number): Kind<number> =>
  kind(`a whole number from ${min} to ${max}`, text => {
    const value = Number(text)
    return Number.isInteger(value) && value >= min && value <= max ? value : undefined
  })

export const decimal = (min: number, max: number): Kind<number> =>
  kind(`a number from ${min} to ${max}`, text => {
    const value = Number(text)
    return Number.isFinite(value) && value >= min && value <= max ? value : undefined
  })

export const oneOf = <const T extends string>(...values: readonly T[]): Kind<T> =>
  kind(values.join(' or '), text => values.find(each => each === text))

export const flag: Kind<boolean> = kind('1 or 0', text =>
  text === '1' || text === 'true' ? true : text === '0' || text === 'false' ? false : undefined,
)

export const matching = (allowed: string, pattern: RegExp): Kind<string> =>
  kind(allowed, text => (pattern.test(text) ? text : undefined))

const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }

/** `268435456`, `262144k`, `256m` or `1g`. */
export const bytes = (min: number): Kind<number> =>
  kind(`bytes such as 1000000, 512k, 64m or 1g, at least ${min}`, text => {
    const [, digits, unit] = /^(\d+)([kmg]?)b?$/i.exec(text) ?? []
    const value = Number(digits) * (units[unit?.toLowerCase() ?? ''] ?? Number.NaN)
    return value >= min && value <= 2 ** 40 ? value : undefined
  })

/** Checked by somebody else's reader, which throws with its own words. */
export const checkedBy = <T>(allowed: string, read: (text: string) => T): Kind<T> => ({ allowed, read })

import { number, short } from '../../format.ts'

/** A rate in little room: `0.4`, `12`, `1.2k`. */
export const rate = (perSecond: number): string =>
  perSecond === 0 ? '0' : perSecond < 9.95 ? number(perSecond, 1) : short(Math.round(perSecond))

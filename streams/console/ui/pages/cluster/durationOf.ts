import { number } from '../../format.ts'

/** `340 ms`, `12 s`, `4 min`. */
export const durationOf = (ms: number): string =>
  ms < 1_000
    ? `${number(ms)} ms`
    : ms < 100_000
      ? `${number(ms / 1_000, ms < 10_000 ? 1 : 0)} s`
      : `${number(ms / 60_000)} min`

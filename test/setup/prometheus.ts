import { findProgram } from './findProgram.ts'

/** The machine's own; null: there is none, and tests that need it are skipped. */
export const prometheus = findProgram('prometheus')
export const promtool = findProgram('promtool')

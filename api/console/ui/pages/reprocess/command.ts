import type { Rule } from './generation.ts'

export type Purpose = 'reprocess' | 'what-if' | 'verify'
export type Ending = 'ask' | 'auto' | 'switch'

/** What is to be begun, as the form has it. */
export interface Plan {
  readonly purpose: Purpose
  /** Those that were entered. */
  readonly values: Readonly<Record<string, string>>
  readonly ending: Ending
  readonly rate: string
  readonly instances: string
}

export const noPlan: Plan = { purpose: 'reprocess', values: {}, ending: 'ask', rate: '', instances: '' }

/** The line to be typed where the program lies. */
export function commandOf(
  { purpose, values, ending, rate, instances }: Plan,
  rules: readonly Rule[],
): string {
  const changed = rules.flatMap(({ name, value }) => {
    const entered = values[name]?.trim() ?? ''
    return entered === '' || entered === value ? [] : [`--set ${quoted(`${name}=${entered}`)}`]
  })
  return [
    `npx cabinet ${purpose}`,
    ...(purpose === 'verify' ? [] : changed),
    ...(rate.trim() === '' ? [] : [`--rate ${rate.trim()}`]),
    ...(instances.trim() === '' || instances.trim() === '1' ? [] : [`--instances ${instances.trim()}`]),
    ...(purpose === 'reprocess' && ending !== 'ask' ? [`--${ending}`] : []),
  ].join(' ')
}

/** For a shell. */
const quoted = (text: string) => (/^[\w=.,/:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

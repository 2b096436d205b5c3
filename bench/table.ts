import type { PhaseResult } from './figure.ts'

/** The figures for people: a phase a block, a figure a line. */
export function table(phases: Readonly<Record<string, PhaseResult>>): string {
  const all = Object.values(phases).flatMap(({ figures }) => Object.keys(figures))
  const width = Math.max(...all.map(name => words(name).length), 0)
  const blocks = Object.entries(phases).map(([phase, { ok, figures, notes }]) =>
    [
      `${ok ? '✓' : '✗'} ${phase}`,
      ...Object.entries(figures).map(
        ([name, { value, unit }]) =>
          `    ${words(name).padEnd(width)}  ${value.toLocaleString('en').padStart(12)} ${unit}`,
      ),
      ...notes.map(note => `    ${note}`),
    ].join('\n'),
  )
  return blocks.join('\n\n')
}

/** `cpuPerRendezvous` → `cpu per rendezvous` */
export const words = (name: string) => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

import { variables } from './variables.ts'

const cell = (text: string) => text.replaceAll('|', '\\|')

/** docs/configuration.md. */
export function page(): string {
  const rows = Object.entries(variables).map(([name, each]) => {
    const fallback = each.default === null ? 'unset' : `\`${each.default}\``
    return `| \`${name}\` | ${fallback} | ${cell(each.unit)} | ${cell(each.meaning)} Allowed: ${cell(each.allowed)}. |`
  })
  return [
    '# Configuration',
    '',
    'Environment variables, read once at the start; all that is wrong is told at once. An empty variable counts as unset.',
    'This page is written from the table in `config/variables.ts`: `node config/writePage.ts`.',
    '',
    '| variable | default | unit | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

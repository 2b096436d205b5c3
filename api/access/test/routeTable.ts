import type { Own, Restricted } from '../access.ts'
import type { DeclaredRoute } from '../guard.ts'

const words: Readonly<Record<Own, string>> = {
  everything: 'yes',
  himself: 'himself',
  'his-patient': 'his patients',
  'his-rendezvous': 'his',
  'his-consultation': 'his',
  'his-facture': 'his',
  'his-rows': 'narrowed to his',
}
const columns = ['secretariat', 'comptable', 'admin', 'observation', 'interne'] as const

/** Whom every route is for, as docs/security.md has it: one line for all routes of a path that are for the same. */
export function routeTable(routes: readonly DeclaredRoute[]): string {
  const shown = routes.filter(({ method, access }) => method !== 'HEAD' && access !== 'elsewhere')
  const lines = Map.groupBy(shown, ({ url, access }) => `${url} ${JSON.stringify(access)}`)
  return [
    '| route | secretariat | médecin | comptable | admin | observation | interne | noted |',
    '|---|---|---|---|---|---|---|---|',
    ...Array.from(lines.values(), same => {
      const { url, access } = same[0]!
      const methods = same.map(({ method }) => method).join(', ')
      const name = `\`${methods} ${url.replace(/:(\w+)/g, '{$1}')}\``
      return `| ${[name, ...(access === 'open' ? ['open to all', '', '', '', '', '', ''] : cells(access as Restricted))].join(' | ')} |`
    }),
  ].join('\n')
}

function cells({ roles, medecin, trail }: Restricted): string[] {
  const [desk, ...others] = columns.map(role => (roles.includes(role) ? 'yes' : ''))
  return [desk!, medecin === undefined ? '' : words[medecin], ...others, trail ?? '']
}

export const marks = ['<!-- routes -->', '<!-- end of routes -->'] as const

/** The page with the table in its place. */
export function withTable(page: string, table: string): string {
  const [begin, end] = marks
  const [before = '', rest = ''] = page.split(begin)
  const [, after = ''] = rest.split(end)
  return `${before}${begin}\n${table}\n${end}${after}`
}

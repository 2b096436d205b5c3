import { type Acl, aclsOf } from './acls.ts'

const begin = '<!-- Written by node deploy/writeAcls.ts -->\n'
const end = '<!-- end -->'

/** docs/production.md with the table of ACLs as they are. */
export function withAclTable(page: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error('docs/production.md has no place for the table of ACLs')
  const rows = aclsOf('cabinet').map(
    acl => `| ${acl.resource} | ${namesOf(acl)} | ${acl.operations.join(', ')} | ${acl.why} |`,
  )
  const table = ['| resource | names | operations | why |', '|---|---|---|---|', ...rows, '']
  return page.slice(0, from + begin.length) + table.join('\n') + page.slice(to)
}

function namesOf({ names, isPrefix }: Acl): string {
  if (isPrefix) return `all that begin with \`${names[0]}\``
  return names.map(name => `\`${name}\``).join(' ')
}

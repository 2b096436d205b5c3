import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aclScript } from './aclScript.ts'
import { withAclTable } from './aclTable.ts'

writeFileSync(join(import.meta.dirname, 'secured', 'acls.sh'), aclScript())
const page = join(import.meta.dirname, '..', 'docs', 'production.md')
writeFileSync(page, withAclTable(readFileSync(page, 'utf8')))

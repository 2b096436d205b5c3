import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aclScript } from './aclScript.ts'

writeFileSync(join(import.meta.dirname, 'secured', 'acls.sh'), aclScript())

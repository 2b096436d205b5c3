// `node api/access/test/writeRouteTable.ts`: writes the table of routes and roles into docs/security.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { routeTable, withTable } from './routeTable.ts'
import { securedApi } from './securedApi.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'security.md')
const { api } = await securedApi()
await api.ready()
writeFileSync(page, withTable(readFileSync(page, 'utf8'), routeTable(api.declaredRoutes)))
await api.close()

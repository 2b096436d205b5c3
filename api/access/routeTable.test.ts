import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { routeTable } from './test/routeTable.ts'
import { securedApi } from './test/securedApi.ts'

test('docs/security.md says of every route whom it is for', async () => {
  const { api } = await securedApi()
  await api.ready()
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'security.md'), 'utf8')
  expect(page, '`node api/access/test/writeRouteTable.ts` writes it').toContain(
    routeTable(api.declaredRoutes),
  )
})

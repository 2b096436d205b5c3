import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../api.ts'
import { securityHeaders } from '../securityHeaders.ts'
import { consoleRoutes } from './consoleRoutes.ts'

let dist: string
let api: Api

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'console-'))
  api = Fastify() as unknown as Api
  await securityHeaders(api, { origins: [], isSecure: false })
  await consoleRoutes(api, { dist, zone: 'Africa/Casablanca' })
  await api.ready()
})
afterAll(async () => {
  await api.close()
  await rm(dist, { recursive: true })
})

test('before it is built, it says what to do', async () => {
  const answer = await api.inject('/')
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm run console')
})

test('the page knows the practice’s zone and is asked for anew; its parts never are; nothing comes from elsewhere', async () => {
  await mkdir(join(dist, 'assets'))
  await writeFile(join(dist, 'index.html'), '<html data-zone=""></html>')
  await writeFile(join(dist, 'assets', 'index-Bg1Zt9FC.js'), 'void 0')
  const page = await api.inject('/')
  expect(page.body).toBe('<html data-zone="Africa/Casablanca"></html>')
  expect(page.headers['cache-control']).toBe('no-cache')
  expect(page.headers['content-security-policy']).toContain(
    "default-src 'none';script-src 'self';style-src 'self'",
  )
  const script = await api.inject('/assets/index-Bg1Zt9FC.js')
  expect(script.headers['content-type']).toContain('application/javascript')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
})

test('nothing beside its parts is served', async () => {
  await writeFile(join(dist, 'secret.txt'), 'secret')
  for (const path of ['/assets/missing.js', '/assets/..%2fsecret.txt', '/assets/../secret.txt'])
    expect((await api.inject(path)).statusCode, path).toBeGreaterThanOrEqual(400)
})

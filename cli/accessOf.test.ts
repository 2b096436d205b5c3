import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createKey } from '../api/access/accessKeys.ts'
import { readConfig } from '../config/readConfig.ts'
import { accessOf, withInternalSecret } from './accessOf.ts'

const folder = mkdtempSync(join(tmpdir(), 'cabinet-keys-'))
const file = join(folder, 'keys')
afterAll(() => rmSync(folder, { recursive: true }))

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const accessBy = (environment: Readonly<Record<string, string>>) => accessOf(readConfig(environment), log)
const desk = createKey('desk', ['secretariat'], null)

describe('an instance that asks nobody who he is', () => {
  test.each(['127.0.0.1', '127.0.0.2', 'localhost', '::1'])('may listen at %s', HOST => {
    expect(accessBy({ HOST })).toMatchObject({ authenticator: null, internalSecret: null })
  })

  test.each(['0.0.0.0', '::', '192.168.1.5', 'cabinet.example.org', '127.evil.example.org'])(
    'does not start at %s, and says what to do',
    HOST => {
      expect(() => accessBy({ HOST })).toThrow(
        /nobody there would be asked[\s\S]*cabinet key create[\s\S]*OIDC_ISSUER[\s\S]*HOST=127\.0\.0\.1/,
      )
    },
  )
})

describe('one that does', () => {
  test('may listen anywhere, and knows the keys of the variable and of the file', async () => {
    const operator = createKey('operator', ['admin'], null)
    writeFileSync(file, `# keys\n${desk.line}\n`)
    const access = accessBy({ HOST: '0.0.0.0', ACCESS_KEYS: operator.line, ACCESS_KEYS_FILE: file })
    expect(await access.authenticator!.principalOf(desk.key)).toMatchObject({ roles: ['secretariat'] })
    expect(await access.authenticator!.principalOf(operator.key)).toMatchObject({ roles: ['admin'] })
    expect(await access.authenticator!.principalOf(access.internalSecret!)).toMatchObject({
      roles: ['interne'],
    })
    access.close()
  })

  test('a key whose line is gone is gone; a file that cannot be read leaves those from before', async () => {
    const [one, two] = [createKey('one', ['admin'], null), createKey('two', ['admin'], null)]
    writeFileSync(file, `${one.line}\n${two.line}\n`)
    const access = accessBy({ ACCESS_KEYS_FILE: file })
    const isKnown = async (key: string) => (await access.authenticator!.principalOf(key)) !== null
    expect([await isKnown(one.key), await isKnown(two.key)]).toEqual([true, true])
    const patience = { timeout: 20_000, interval: 100 }
    writeFileSync(file, `${two.line}\n`)
    await vi.waitFor(async () => expect(await isKnown(one.key)).toBe(false), patience)
    writeFileSync(file, 'nonsense that is no key')
    await vi.waitFor(() => expect(log.error).toHaveBeenCalled(), patience)
    expect(await isKnown(two.key)).toBe(true)
    expect(await isKnown(access.internalSecret!)).toBe(true)
    access.close()
  })

  test('what one command starts has one secret', () => {
    const config = withInternalSecret(readConfig({ ACCESS_KEYS: desk.line }))
    expect(config.INTERNAL_SECRET).toMatch(/^[\w-]{43}$/)
    expect(accessOf(config, log).internalSecret).toBe(config.INTERNAL_SECRET)
    expect(withInternalSecret(readConfig({})).INTERNAL_SECRET).toBeNull()
  })

  const oidc = { OIDC_ISSUER: 'https://id.example.org/realm', OIDC_AUDIENCE: 'cabinet' }
  test('an issuer of tokens is enough', () => {
    expect(accessBy({ HOST: '0.0.0.0', ...oidc }).authenticator).not.toBeNull()
  })

  test.each([
    ['an issuer without audience', { OIDC_ISSUER: oidc.OIDC_ISSUER }, /needs OIDC_AUDIENCE/],
    [
      'an issuer that anybody on the way could be',
      { ...oidc, OIDC_ISSUER: 'http://id.example.org' },
      /must begin with https/,
    ],
    ['a role that there is not', { ...oidc, OIDC_ROLES: 'desk=root' }, /"root" is no role/],
    ['keys that are none', { ACCESS_KEYS: 'x' }, /cannot be used: key 1/],
    ['a file that is not there', { ACCESS_KEYS_FILE: join(folder, 'none') }, /cannot be used: ENOENT/],
  ])('%s is told at the start', (_what, environment, message) => {
    expect(() => accessBy(environment)).toThrow(message)
  })
})

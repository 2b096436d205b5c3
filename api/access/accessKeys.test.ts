import { describe, expect, test } from 'vitest'
import { AccessKeys, createKey, readKeys } from './accessKeys.ts'
import { credentialOf } from './credentialOf.ts'
import { isLocal } from './localOrigin.ts'

describe('keys', () => {
  test('one that was created is known by its line, and by nothing less', async () => {
    const { key, line } = createKey('desk', ['secretariat', 'comptable'], null)
    const keys = new AccessKeys(readKeys(line))
    expect(await keys.principalOf(key)).toEqual({
      id: 'key:desk',
      roles: ['secretariat', 'comptable'],
      medecinId: null,
    })
    for (const other of [key.slice(0, -1), `${key}x`, key.toUpperCase(), line, line.split(':').at(-1)!, ''])
      expect(await keys.principalOf(other)).toBeNull()
    expect(line).not.toContain(key)
  })

  test('no key is like another', () => {
    const drawn = Array.from({ length: 100 }, () => createKey('x', ['admin'], null).key)
    expect(new Set(drawn).size).toBe(100)
    expect(drawn.every(each => each.length >= 47)).toBe(true)
  })

  test('a file may have comments and empty lines, and be replaced', async () => {
    const [one, two] = [createKey('one', ['admin'], null), createKey('two', ['medecin'], 'M:1')]
    const keys = new AccessKeys(readKeys(`# keys\n\n${one.line} # of the operator\r\n  ${two.line}\n`))
    expect(await keys.principalOf(two.key)).toMatchObject({ medecinId: 'M:1' })
    keys.replace(readKeys(two.line))
    expect(await keys.principalOf(one.key)).toBeNull()
  })

  const hash = 'ab'.repeat(32)
  test.each([
    ['a key in place of its line', createKey('x', ['admin'], null).key],
    ['a role that there is not', `x:root:${hash}`],
    ['the role of the cabinet’s own processes', `x:interne:${hash}`],
    ['a médecin who is nobody', `x:medecin:${hash}`],
    ['a médecin’s id without his role', `x:admin:M1:${hash}`],
    ['no hash', 'x:admin'],
    ['a hash that is short', `x:admin:${hash.slice(1)}`],
    ['an id that says nothing', `:admin:${hash}`],
    ['an id twice', `x:admin:${hash},x:comptable:${hash}`],
  ])('%s is refused, and not shown', (_what, text) => {
    let message = ''
    try {
      readKeys(text)
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toMatch(/^key \d: /)
    expect(message).not.toContain(text)
    expect(message).not.toContain(hash)
  })
})

test.each([
  [{ authorization: 'Bearer abc' }, 'abc'],
  [{ authorization: 'bearer  abc ' }, 'abc'],
  [{ authorization: 'Basic abc' }, null],
  [{ authorization: 'Bearer a b' }, null],
  [{ authorization: `Bearer ${'x'.repeat(9_000)}` }, null],
  [{ authorization: 'Bearer é' }, null],
  [{ upgrade: 'websocket', 'sec-websocket-protocol': 'millrace, bearer.abc' }, 'abc'],
  [{ 'sec-websocket-protocol': 'bearer.abc' }, null],
  [{ upgrade: 'websocket', 'sec-websocket-protocol': 'bearer.' }, null],
  [{}, null],
])('%j presents %s', (headers, credential) => expect(credentialOf(headers)).toBe(credential))

test.each([
  [{ host: '127.0.0.1:3000' }, true],
  [{ host: 'localhost:3000' }, true],
  [{ host: '[::1]:3000' }, true],
  [{ host: 'LOCALHOST' }, true],
  [{}, true],
  [{ host: 'evil.example.org:3000' }, false],
  [{ host: '127.0.0.1.evil.example.org' }, false],
  [{ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' }, true],
  [{ host: '127.0.0.1:3000', origin: 'http://127.0.0.1:4000' }, false],
  [{ host: '127.0.0.1:3000', origin: 'https://evil.example.org' }, false],
  [{ host: '127.0.0.1:3000', origin: 'null' }, false],
  [{ host: '127.0.0.1:3000', origin: 'https://console.example.org' }, true],
])('%j is of this machine: %s', (headers, local) =>
  expect(isLocal(headers, ['https://console.example.org'])).toBe(local),
)

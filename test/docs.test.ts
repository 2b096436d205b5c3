import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  channels,
  KGroupedStream,
  KStream,
  KTable,
  StreamsBuilder,
  StreamsError,
  streamsErrorCodes,
} from 'millrace'
import { describe, expect, test } from 'vitest'
import { problemCodes } from '../api/problems.ts'
import { fakeApi } from '../api/test/fakeApi.ts'
import { topics } from '../events/topics.ts'
import { rowSchemas } from '../state/rowSchemas.ts'

const root = join(import.meta.dirname, '..')
const read = (page: string) => readFileSync(join(root, page), 'utf8')
const pages = ['README.md', 'streams/README.md', ...globSync('docs/**/*.md', { cwd: root })].sort()

describe('links', () => {
  test.each(pages)('of %s lead to what is there', page => {
    const broken = linksOf(page).filter(link => !leads(page, link))
    expect(broken).toEqual([])
  })

  test('every page of docs/ is linked from docs/README.md', () => {
    const linked = new Set(linksOf('docs/README.md').map(link => join('docs', link.split('#')[0]!)))
    const docs = pages.filter(page => page.startsWith('docs/') && page !== 'docs/README.md')
    expect(docs.filter(page => !linked.has(page))).toEqual([])
  })

  test('nothing but the project is named: no folder of a machine', () => {
    expect(pages.filter(page => /(?<![\w.])\/(?:home|Users|root|work|tmp|var)\//.test(read(page)))).toEqual(
      [],
    )
  })
})

describe('pages say what the code does', () => {
  test('docs/errors.md has every code of StreamsError, in its own words, and no other', () => {
    const found = [...read('docs/errors.md').matchAll(/^### ([A-Z_]+)\n(.+)$/gm)].map(
      ([, code, said]) => [code, said] as const,
    )
    expect(Object.fromEntries(found)).toEqual(streamsErrorCodes)
    expect(new StreamsError('FENCED', 'message').code).toBe('FENCED')
  })

  test('docs/dsl.md has every word of the DSL', () => {
    const words = [StreamsBuilder, KStream, KTable, KGroupedStream].flatMap(type =>
      Object.getOwnPropertyNames(type.prototype),
    )
    const inner = new Set(['constructor', 'lookup'])
    const page = read('docs/dsl.md')
    const missing = words.filter(word => !inner.has(word) && !new RegExp(`\\b${word}\\(`).test(page))
    expect(missing).toEqual([])
  })

  test('docs/observability.md has every channel and every metric', () => {
    const page = read('docs/observability.md')
    const names = [
      ...Object.values(channels).map(({ name }) => String(name)),
      ...globSync('api/observe/*.ts', { cwd: root }).flatMap(
        file => read(file).match(/\b(?:millrace|cabinet|http)_\w+/g) ?? [],
      ),
    ]
    expect([...new Set(names)].filter(name => !page.includes(`\`${name}\``))).toEqual([])
  })

  test('docs/api.md has every route and every problem', async () => {
    const { api } = await fakeApi()
    await api.ready()
    const { paths = {} } = api.swagger()
    await api.close()
    const page = read('docs/api.md')
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(method => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.length).toBeGreaterThan(10)
    expect([...routes, ...Object.keys(problemCodes)].filter(each => !page.includes(`\`${each}\``))).toEqual(
      [],
    )
  })

  test('docs/cabinet.md has every topic and every store', () => {
    const page = read('docs/cabinet.md')
    const named = (name: string) =>
      page.includes(`\`${name}\``) || page.includes(`\`${name.split('.')[0]}.*\``)
    const names = [...topics, ...Object.values(rowSchemas)].map(({ name }) => name)
    expect(names.filter(name => !named(name))).toEqual([])
  })
})

/** The code blocks of a page, together, are one module. */
test.each(pages.filter(page => codeOf(page) !== ''))('the examples of %s type-check', page => {
  mkdirSync(join(root, 'data'), { recursive: true })
  const folder = mkdtempSync(join(root, 'data', 'docs-'))
  try {
    writeFileSync(join(folder, 'page.ts'), codeOf(page))
    writeFileSync(
      join(folder, 'tsconfig.json'),
      // The engine's own declarations are ambient, so they have to be named.
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['*.ts', '../../streams/**/*.d.ts'],
        exclude: [],
      }),
    )
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', folder],
      { encoding: 'utf8' },
    )
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function linksOf(page: string): string[] {
  const prose = read(page).replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(match => match[1]!)
    .filter(link => !/^https?:/.test(link))
}

function leads(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (statSync(join(root, target), { throwIfNoEntry: false }) === undefined) return false
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor)
}

/** As GitHub makes them: of headings, and those that are set. */
function anchorsOf(page: string): ReadonlySet<string> {
  const text = read(page)
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(match => match[1]!)])
}

function codeOf(page: string): string {
  return [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(match => match[1]!).join('\n')
}

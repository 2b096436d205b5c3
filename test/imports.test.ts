import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

const ground = ['streams/errors', 'streams/serdes', 'streams/graph']
const machinery = [...ground, 'streams/stores', 'streams/operators', 'streams/processing', 'streams/wire']
const domain = ['events', 'state', 'processors', 'topology', 'streams']

/**
 * Who may import whom (docs/architecture.md): folder → the folders below it. A folder that is not listed fails, so that
 * a new one finds its place here first. `streams` stands for the engine's public face, the package `millrace`.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // The engine. Nothing in it imports from outside it.
  'streams/errors': [],
  'streams/serdes': ['streams/errors'],
  'streams/graph': ['streams/errors', 'streams/serdes'],
  'streams/dsl': ground,
  'streams/wire': ['streams/errors'],
  // For browsers: it imports nothing but itself.
  'streams/client': [],
  'streams/stores': ground,
  'streams/operators': [...ground, 'streams/stores'],
  'streams/processing': [...ground, 'streams/stores', 'streams/operators'],
  'streams/queries': machinery,
  'streams/runtime': [...machinery, 'streams/queries'],
  'streams/generations': [...machinery, 'streams/runtime', 'streams/queries'],
  'streams/feed': [...machinery, 'streams/runtime', 'streams/queries', 'streams/generations'],
  'streams/reset': [...machinery, 'streams/runtime', 'streams/generations'],
  // The console: what serves it, and what runs in browsers.
  'streams/console': [...machinery, 'streams/runtime', 'streams/queries', 'streams/generations'],
  // Of the server it has what its routes answer, which are types alone.
  'streams/console/ui': ['streams/client', 'streams/console'],
  'streams/testing': [...machinery, 'streams/runtime', 'streams/queries'],
  streams: [
    ...machinery,
    'streams/dsl',
    'streams/runtime',
    'streams/queries',
    'streams/feed',
    'streams/generations',
    'streams/reset',
    'streams/testing',
  ],

  // The cabinet.
  events: [],
  state: ['events', 'streams'],
  processors: ['events', 'state'],
  topology: ['events', 'state', 'processors', 'streams'],
  dlq: ['streams'],
  audit: ['events', 'streams'],
  explain: domain,
  registry: ['events', 'streams'],
  forward: [],
  tracing: ['streams'],
  api: [...domain, 'tracing', 'dlq', 'explain', 'forward'],
  'api/console/ui': ['streams/console/ui', 'streams/client'],
  supervisor: ['forward'],
  practice: ['events'],
  notifications: ['events', 'streams'],
  config: ['events', 'broker'],
  cli: [
    ...domain,
    'dlq',
    'audit',
    'explain',
    'registry',
    'api',
    'config',
    'practice',
    'notifications',
    'broker',
    'supervisor',
    'tracing',
  ],

  // Around them.
  launch: [],
  broker: [],
  grafana: ['streams'],
  examples: ['streams', 'broker'],
  bench: [...domain, 'broker'],
  deploy: ['events', 'api'],
  faults: [...domain, 'audit', 'bench', 'broker', 'deploy', 'practice'],
  // The cabinet's case shares its model with the tests of convergence.
  simulation: ['streams', 'topology', 'test'],
}

const root = join(import.meta.dirname, '..')
const files = globSync('**/*.{ts,tsx}', { cwd: root, exclude: ['**/node_modules', 'data', 'spikes'] })
  .map(file => file.split(sep).join('/'))
  .filter(file => !file.startsWith('test/') && file.includes('/'))
const isTest = (file: string) => /\.test\.ts$|\/test\//.test(file)
const sources = files.filter(file => !isTest(file))

describe('imports point downwards only', () => {
  test('every folder has its place in the table', () => {
    expect([...new Set(sources.map(folderOf))].filter(folder => !(folder in allowed))).toEqual([])
  })

  test('the table itself has no cycle', () => {
    expect(Object.keys(allowed).filter(folder => reaches(folder, folder))).toEqual([])
  })

  test('source files import what their folder may', () => {
    const wrong = sources.flatMap(file =>
      importedFolders(file)
        .filter(target => target !== folderOf(file) && !(allowed[folderOf(file)] ?? []).includes(target))
        .map(target => `${file} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  // Unit tests may look sideways, but the engine must be testable without the cabinet.
  test('nothing in streams imports from outside it, tests included', () => {
    const wrong = files
      .filter(file => file.startsWith('streams/'))
      .flatMap(file => importedFolders(file).map(target => [file, target] as const))
      .filter(([, target]) => target !== 'streams' && !target.startsWith('streams/'))
    expect(wrong).toEqual([])
  })
})

/** It has a folder of its own in the table: what runs in browsers can have nothing of Node's. */
const browserCode = ['streams/console/ui', 'api/console/ui']

/** `streams/wire` for a file of the engine, the first folder for any other. */
function folderOf(file: string): string {
  const ui = browserCode.find(folder => file.startsWith(`${folder}/`))
  if (ui) return ui
  const [first = '', second = ''] = file.split('/')
  return first === 'streams' && file.split('/').length > 2 ? `streams/${second}` : first
}

function importedFolders(file: string): string[] {
  const folders = importsOf(readFileSync(join(root, file), 'utf8')).flatMap(name => {
    if (name.startsWith('millrace/console/ui/')) return ['streams/console/ui']
    if (name === 'millrace/client' && browserCode.includes(folderOf(file))) return ['streams/client']
    if (name === 'millrace' || name.startsWith('millrace/')) return ['streams']
    if (!name.startsWith('.')) return []
    const path = relative(root, join(root, dirname(file), name))
      .split(sep)
      .join('/')
    return [path.includes('/') ? folderOf(path) : path]
  })
  return [...new Set(folders)]
}

/** The names in import and export statements, which begin a line (in comments and strings they do not), and in import(). */
function importsOf(text: string): string[] {
  const statements = /^(?:import|export)\b[^'";]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g
  return [...text.matchAll(statements), ...text.matchAll(dynamic)].map(match => match[1] ?? match[2] ?? '')
}

function reaches(from: string, goal: string, seen = new Set<string>()): boolean {
  return (allowed[from] ?? []).some(next => {
    if (next === goal) return true
    if (seen.has(next)) return false
    seen.add(next)
    return reaches(next, goal, seen)
  })
}

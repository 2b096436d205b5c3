import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { text } from './composeFile.ts'

export interface Reached {
  /** Files of the tree. */
  readonly files: ReadonlySet<string>
  /** Packages that are not ours. */
  readonly packages: ReadonlySet<string>
}

const form = /^(?:import|export)(?! type)[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm

/** What programs load, from what they say; types apart. `left`: packages that they load somewhere else only. */
export function reach(programs: readonly string[], left: readonly string[]): Reached {
  const files = new Set<string>()
  const packages = new Set<string>()
  const open = [...programs]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue
    files.add(file)
    for (const [, from, bare, dynamic] of text(file).matchAll(form)) {
      const name = (from ?? bare ?? dynamic)!
      if (name.startsWith('.')) open.push(normalize(join(dirname(file), name)))
      else if (name === 'millrace' || name.startsWith('millrace/')) open.push(ofEngine(name))
      else if (!name.startsWith('node:')) packages.add(packageOf(name))
    }
  }
  for (const each of left) packages.delete(each)
  return { files, packages }
}

function ofEngine(name: string): string {
  const { exports } = JSON.parse(text('streams', 'package.json')) as { exports: Record<string, string> }
  const path = exports[name.replace('millrace', '.')]
  if (path === undefined || !existsSync(join('streams', path))) throw new Error(`${name} leads nowhere`)
  return normalize(join('streams', path))
}

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const sources = globSync('*.ts', { cwd: import.meta.dirname }).filter(file => !file.endsWith('.test.ts'))

test('the client imports nothing but its own files', () => {
  const imports = sources.flatMap(file =>
    [
      ...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(
        /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g,
      ),
    ].map(([, name]) => name!),
  )
  expect(imports.length).toBeGreaterThan(10)
  expect(
    imports.filter(name => !sources.includes(name.slice('./'.length)) || !name.startsWith('./')),
  ).toEqual([])
})

test('it type-checks as a browser knows the world: nothing of Node in it', () => {
  mkdirSync(join(root, 'data'), { recursive: true })
  const folder = mkdtempSync(join(root, 'data', 'browser-'))
  try {
    const files = sources.map(file =>
      relative(folder, join(import.meta.dirname, file))
        .split(sep)
        .join('/'),
    )
    const compilerOptions = { lib: ['es2024', 'dom', 'dom.iterable'], types: [] }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, files, include: [] }),
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

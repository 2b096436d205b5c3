import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root, services, text } from './composeFile.ts'
import { reach } from './reach.ts'

const dockerfile = text('Dockerfile').replaceAll('\\\n', ' ')
const stages = dockerfile.split(/^FROM /m).slice(1)
const last = stages.at(-1)!
const copied = (stage: string): readonly string[] =>
  [...stage.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) => words!.split(/\s+/).slice(0, -1))
/** What runs in a container, and what that starts as a process of its own. */
const programs = [
  'cli/main.ts',
  'cli/instance.ts',
  'cli/notifications/worker.ts',
  'deploy/health.ts',
  'deploy/compose/drawKeys.ts',
]

describe('the Dockerfile', () => {
  test('copies what is there and what the context lets in', () => {
    const all = [...new Set(stages.flatMap(copied))]
    expect(all.filter(path => !existsSync(join(root, path)))).toEqual([])
    const allowed = text('.dockerignore')
      .split('\n')
      .flatMap(line => (line.startsWith('!') ? [line.slice(1)] : []))
    expect(new Set(all.map(path => path.split('/')[0]))).toEqual(new Set(allowed))
  })

  test('has everything that its programs load', () => {
    const { files, packages } = reach(programs, ['vite'])
    const missing = [...files].filter(file => !copied(last).some(path => file.startsWith(`${path}/`)))
    expect(missing).toEqual([])
    const known = ['package.json', 'streams/package.json'].flatMap(path =>
      Object.keys((JSON.parse(text(path)) as { dependencies: object }).dependencies),
    )
    expect([...packages].filter(name => !known.includes(name))).toEqual([])
    expect(files.size).toBeGreaterThan(200)
  })

  test('what the console is built of is in the stage that builds it', () => {
    const stage = stages.find(each => /AS console/.test(each))!
    expect(stage).toContain('RUN node api/console/build.ts')
    const { files } = reach(['api/console/build.ts'], [])
    expect([...files].filter(file => !copied(stage).some(path => file.startsWith(`${path}/`)))).toEqual([])
  })

  test('runs as nobody in particular, on a version that is named, with a health check', () => {
    expect(text('Dockerfile')).toMatch(/^ARG NODE=node:\d+\.\d+\.\d+-[\w-]+$/m)
    expect(stages.filter(stage => !/^(--platform=\S+ )?\$\{NODE\}/.test(stage))).toEqual([])
    expect(last).toMatch(/^USER node$/m)
    expect(last).toMatch(/^HEALTHCHECK .*deploy\/health\.ts/m)
    expect(last).toContain('libatomic1')
    expect(last.indexOf('VOLUME /var/lib/cabinet')).toBeGreaterThan(0)
    const entries = services.flatMap(([, { build, entrypoint = [] }]) => (build === '.' ? entrypoint : []))
    const run = entries.join(' ').match(/[\w/]+\.ts/g) ?? []
    expect(run.filter(path => !existsSync(join(root, path)))).toEqual([])
  })
})

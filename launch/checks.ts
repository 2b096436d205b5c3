/** One static check of the whole tree: a program of node_modules that fails by its exit code. */
export interface Check {
  readonly name: string
  readonly module: string
  readonly args: readonly string[]
}

/** What must hold before any test is worth running. Each counts as one test in the closing line of `npm test`. */
export const checks: readonly Check[] = [
  { name: 'biome', module: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings'] },
  { name: 'tsc', module: 'typescript/bin/tsc', args: ['--noEmit'] },
  { name: 'tsc of the pages', module: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'tsconfig.ui.json'] },
]

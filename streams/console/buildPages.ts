import { existsSync, globSync, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface PagesToBuild {
  /** The folder with index.html. */
  readonly root: string
  /** Where the built pages go; what is there is replaced. */
  readonly dist: string
  /** Folders that the pages are made of: where something in them is newer than `dist`, they are built anew. */
  readonly sources: readonly string[]
}

/** Whether what is built is newer than what it is made of. Where there are no sources, what is built is all there is. */
export function pagesAreCurrent({ dist, sources }: PagesToBuild): boolean {
  const built = join(dist, 'index.html')
  if (!existsSync(built)) return false
  const at = statSync(built).mtimeMs
  return sources
    .flatMap(folder => globSync('**/*', { cwd: folder }).map(file => join(folder, file)))
    .every(file => statSync(file).mtimeMs <= at)
}

/** Builds them where they are not current, with Vite: about a second. Rejects with what is wrong with them. */
export async function buildPages(pages: PagesToBuild): Promise<void> {
  if (pagesAreCurrent(pages)) return
  const { build } = await import('vite')
  const fresh = `${pages.dist}.${process.pid}`
  await build({
    root: pages.root,
    configFile: false,
    logLevel: 'warn',
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: 'es2023',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  })
  // Nobody is served a half of it.
  await rm(pages.dist, { recursive: true, force: true })
  await rename(fresh, pages.dist)
}

import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The console: what it is made of, and where it is when it is built. */
export const consolePages = {
  root: join(import.meta.dirname, 'ui'),
  dist: join(import.meta.dirname, 'dist'),
  sources: ['api/console/ui', 'streams/console/ui', 'streams/client'].map(folder => join(root, folder)),
}

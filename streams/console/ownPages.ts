import { join } from 'node:path'

const ui = join(import.meta.dirname, 'ui')

/** millrace's own page: what it is made of, and where it is when it is built. */
export const ownPages = {
  root: join(ui, 'standalone'),
  dist: join(import.meta.dirname, 'dist'),
  sources: [ui],
}

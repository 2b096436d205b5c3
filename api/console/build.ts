// `npm run console`: the pages of the console, into api/console/dist. A moment where they are current.
import { buildPages } from 'millrace/console/buildPages'
import { consolePages } from './consolePages.ts'

await buildPages(consolePages)

// `node streams/console/build.ts`: millrace's own page, into streams/console/dist. A moment where it is current.
import { buildPages } from './buildPages.ts'
import { ownPages } from './ownPages.ts'

await buildPages(ownPages)

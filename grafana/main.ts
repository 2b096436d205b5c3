// `npm run dashboards`: writes what is made from the code here.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { files } from './files.ts'

const root = join(import.meta.dirname, '..')
const made = files()
for (const [path, text] of made) writeFileSync(join(root, path), text)
console.log(`${made.size} files written: ${[...made.keys()].join(', ')}`)

// `npm run schemas [-- --release]`: writes what is made from the catalogue; with --release also what others may rely on
// from now on, unless that breaks what they rely on already.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { breaches, currentRelease, type Release } from './release.ts'
import { json, releasePath, schemaFiles } from './schemaFiles.ts'

const root = join(import.meta.dirname, '..', '..')
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const released = JSON.parse(readFileSync(join(root, releasePath), 'utf8')) as Release
const broken = breaches(released, currentRelease())
const files = schemaFiles()
for (const [path, text] of files) write(path, text)
console.log(`${files.size} files written from events/catalogue.ts`)
for (const breach of broken) console.error(breach)
if (broken.length > 0) process.exitCode = 1
else if (process.argv.includes('--release')) {
  write(releasePath, json(currentRelease()))
  console.log(`Released: ${releasePath}`)
}

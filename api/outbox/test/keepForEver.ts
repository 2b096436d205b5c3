// `node keepForEver.ts <folder>`: keeps one command after another and says each time how many were acknowledged, until it is killed.
import { Outbox } from '../outbox.ts'
import { entry, silent } from './entries.ts'

const outbox = await Outbox.open({
  folder: process.argv[2]!,
  maxRecords: 1e6,
  maxBytes: 1 << 30,
  log: silent,
})
for (let i = 0; i < 1e6; i++) {
  await outbox.keep(entry(i))
  process.stdout.write(`${i}\n`)
}

// `node guard.ts <folder>`: cleans up after a test process that cannot do it itself any more, since it was interrupted
// or killed. Its stdin is a pipe from that process, which the system closes however the process ends.
import { removeTestFolder } from './testFolder.ts'

const folder = process.argv[2]
process.stdin.resume().once('close', () => {
  if (folder !== undefined) void removeTestFolder(folder)
})

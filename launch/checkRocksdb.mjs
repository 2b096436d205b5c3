import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { LaunchError } from './launchError.mjs'

/** Loads rocksdb-native once in the Node that will use it, so that a missing system library has a name and a remedy. */
export function checkRocksdb(root, node) {
  // From the engine's folder: it is the engine's dependency, and need not be hoisted.
  const { status, stderr } = spawnSync(node, ['-e', "require('rocksdb-native')"], {
    cwd: join(root, 'streams'),
    encoding: 'utf8',
  })
  if (status !== 0) throw new LaunchError(rocksdbMessage(stderr ?? ''))
}

function rocksdbMessage(stderr) {
  if (/libatomic/.test(stderr)) {
    return (
      'RocksDB needs the system library libatomic, which is missing here. Install it and try again:\n' +
      '  Debian, Ubuntu   apt-get install libatomic1\n' +
      '  Fedora, RHEL     dnf install libatomic\n' +
      '  Alpine           apk add libatomic'
    )
  }
  const reason = stderr.split('\n').find(line => /Error/.test(line)) ?? stderr.trim()
  return (
    `RocksDB (rocksdb-native) does not load on ${process.platform}-${process.arch}: ${reason}\n` +
    'It is prebuilt for Linux (glibc), macOS and Windows on x64 and arm64. If yours is one of these, delete node_modules and try again.'
  )
}

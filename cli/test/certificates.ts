import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why no certificate can be made here; null: one can. */
export const noCertificates: string | null =
  spawnSync('openssl', ['version']).status === 0
    ? null
    : 'there is no openssl on this machine to sign a certificate'

export interface Certificates {
  readonly folder: string
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** A new certificate and key in their place, by the same signer. */
  renew(): void
}

/** A signer that nobody knows, and a certificate of it for this machine, as files. */
export function certificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'cabinet-tls-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const newKey = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name)
  newKey('ca.key')
  openssl('req', '-x509', '-key', 'ca.key', '-subj', '/CN=signer of the test', '-days', '2', '-out', 'ca.pem')
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  const renew = () => {
    newKey('new.key')
    openssl('req', '-new', '-key', 'new.key', '-subj', '/CN=localhost', '-out', 'new.csr')
    openssl(
      'x509',
      '-req',
      '-in',
      'new.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
      '-out',
      'new.pem',
    )
    execFileSync('sh', ['-c', 'mv new.key server.key && mv new.pem server.pem'], { cwd: folder })
  }
  renew()
  return { folder, ca: at('ca.pem'), cert: at('server.pem'), key: at('server.key'), renew }
}

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { resolve } from 'node:path'
import tls from 'node:tls'
import type { Logger } from 'pino'
import type { TlsFiles } from '../api/connectionLimits.ts'
import type { Config } from '../config/readConfig.ts'
import { root } from './root.ts'
import { StartError } from './startError.ts'
import { contentOf, watchContent } from './watchContent.ts'

export interface Tls extends TlsFiles {
  /** From now on this server has the certificate that lies there, also a renewed one. */
  keepCurrent(server: Server): void
  /** Looks no more. */
  close(): void
}

/** The certificate, as it is configured; null: HTTP without TLS. Throws StartError, with the way out, for what cannot be used. */
export function tlsOf(config: Config, log: Pick<Logger, 'info' | 'error'>): Tls | null {
  const { TLS_CERT, TLS_KEY } = config
  trustAlso(config)
  if (TLS_CERT === null && TLS_KEY === null) return null
  if (TLS_CERT === null || TLS_KEY === null)
    throw new StartError('TLS_CERT and TLS_KEY belong together: the certificate and its key, as PEM files.')
  const paths = [resolve(root, TLS_CERT), resolve(root, TLS_KEY)] as const
  const since = contentOf(paths)
  const ends: (() => void)[] = []
  return {
    ...read(paths),
    keepCurrent(server) {
      const look = () => {
        try {
          // A Server of node:https.
          ;(server as unknown as tls.Server).setSecureContext({ ...read(paths), minVersion: 'TLSv1.2' })
          log.info({}, 'the certificate was read again')
        } catch (error) {
          log.error(
            { error: String(error) },
            'the certificate could not be read again: the one from before counts',
          )
        }
      }
      ends.push(watchContent(paths, since, look))
    },
    close() {
      for (const end of ends) end()
    },
  }
}

function read([certPath, keyPath]: readonly [string, string]): TlsFiles {
  try {
    const [cert, key] = [readFileSync(certPath), readFileSync(keyPath)]
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new Error('the key is not that of the certificate')
    return { cert, key }
  } catch (error) {
    throw new StartError(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}.`)
  }
}

/** Certificates that TLS_CA signed count too, wherever this process asks somebody. */
export function trustAlso({ TLS_CA }: Pick<Config, 'TLS_CA'>): void {
  if (TLS_CA === null) return
  try {
    const ca = readFileSync(resolve(root, TLS_CA), 'utf8')
    new X509Certificate(ca)
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca])
  } catch (error) {
    throw new StartError(`TLS_CA cannot be used: ${(error as Error).message}.`)
  }
}

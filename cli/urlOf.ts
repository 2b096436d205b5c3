import type { Config } from '../config/readConfig.ts'
import { reachableHost } from './reachableHost.ts'

export type Listening = Pick<Config, 'HOST'> & Partial<Pick<Config, 'ADVERTISED_HOST' | 'TLS_CERT'>>

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Where something that listens at HOST is asked from this machine: with TLS by the name that its certificate has. */
export function urlOf(config: Listening, port: number): string {
  if (config.TLS_CERT) return `https://${bracketed(reachableHost(config))}:${port}`
  const { HOST } = config
  return `http://${bracketed(HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST)}:${port}`
}

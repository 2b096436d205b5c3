import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Service {
  readonly image?: string
  readonly build?: string
  readonly profiles?: readonly string[]
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly networks?: { readonly default: { readonly aliases: readonly string[] } }
  readonly entrypoint?: readonly string[]
}

export const root = join(import.meta.dirname, '..', '..')
export const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8')

/** docker-compose.yml, its merges carried out, its variables as they are written. */
export const compose = parse(text('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export const services = Object.entries(compose.services)

import { hostname } from 'node:os'
import type { Config } from '../config/readConfig.ts'

/** Where others reach this machine: "every network" is no address that a peer could ask. */
export function reachableHost({
  HOST,
  ADVERTISED_HOST,
}: Pick<Config, 'HOST'> & Partial<Pick<Config, 'ADVERTISED_HOST'>>): string {
  return ADVERTISED_HOST ?? (HOST === '0.0.0.0' || HOST === '::' ? hostname() : HOST)
}

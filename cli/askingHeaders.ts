import { internalHeaders } from '../api/access/internalHeaders.ts'
import type { Config } from '../config/readConfig.ts'

/** With what this process asks the cabinet: its key, else what the cabinet's own processes know each other by. */
export const askingHeaders = ({ CABINET_KEY, INTERNAL_SECRET }: Config): Readonly<Record<string, string>> =>
  internalHeaders(CABINET_KEY ?? INTERNAL_SECRET)

export const keyNeeded = (url: string, roles: string): string =>
  `${url} asks who this is. CABINET_KEY names the key to ask with: one with the role ${roles}.`

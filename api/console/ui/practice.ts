import { zone } from 'millrace/console/ui/format.ts'
import { zoned } from './zoned.ts'

/** The practice's days and hours. */
export const practice = zoned(zone)

export const today = (): string => practice.localOf(Date.now()).day

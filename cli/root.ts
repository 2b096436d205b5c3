import { join } from 'node:path'

/** The folder of the checkout, wherever the command was typed. */
export const root = join(import.meta.dirname, '..')

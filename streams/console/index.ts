/** millrace's console: a Fastify plugin with the inside of an application, and pages that show it. */

export type * from './answers.ts'
export type { ConsoleInstance, ConsoleRoute, MillraceConsoleOptions } from './consoleOptions.ts'
export { millraceConsole } from './millraceConsole.ts'

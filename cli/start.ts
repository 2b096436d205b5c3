// `npm start`: the whole thing in this process.
import { startCommand } from './commands/startCommand.ts'

process.exit(await startCommand())

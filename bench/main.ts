/** `npm run bench`: the workload of this folder on millrace, measured, alone or beside a peer; with --queries the load of the queries, with --console what an open console costs. */
import { benchCommand } from './benchCommand.ts'
import { consoleCommand } from './console/consoleCommand.ts'
import { consoleUsage } from './console/consoleOptions.ts'
import { usage } from './options.ts'
import { queriesCommand } from './queries/queriesCommand.ts'
import { queriesUsage } from './queries/queriesOptions.ts'

// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const args = process.argv.slice(2)
try {
  if (args.includes('--queries')) await queriesCommand(args.filter(arg => arg !== '--queries'))
  else if (args.includes('--console')) await consoleCommand(args.filter(arg => arg !== '--console'))
  else await benchCommand(args)
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${usage}\n${queriesUsage}\n${consoleUsage}`)
  process.exitCode = 2
}

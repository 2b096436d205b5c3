/** `npm run faults`: processes, brokers, networks and disks fail while the benchmark's topology runs; then all is counted. */
import { faultsCommand } from './faultsCommand.ts'
import { fluxCommand, fluxUsage } from './flux/fluxCommand.ts'
import { besideCommand, besideUsage } from './generations/besideCommand.ts'
import { generationsCommand, generationsUsage } from './generations/generationsCommand.ts'
import { usage } from './options.ts'
import { queriesCommand, queriesUsage } from './queries/queriesCommand.ts'
import { securedCommand, securedUsage } from './secured/securedCommand.ts'
import { warmCommand, warmUsage } from './warm/warmCommand.ts'

// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const args = process.argv.slice(2)
try {
  if (args.includes('--warm')) await warmCommand(args.filter(arg => arg !== '--warm'))
  else if (args.includes('--queries')) await queriesCommand(args.filter(arg => arg !== '--queries'))
  else if (args.includes('--feed')) await fluxCommand(args.filter(arg => arg !== '--feed'))
  else if (args.includes('--secured')) await securedCommand(args.filter(arg => arg !== '--secured'))
  else if (args.includes('--beside')) await besideCommand(args.filter(arg => arg !== '--beside'))
  else if (args.includes('--generations'))
    await generationsCommand(args.filter(arg => arg !== '--generations'))
  else await faultsCommand(args)
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(
    `${error.message}\n\n${usage}\n${warmUsage}\n${queriesUsage}\n${fluxUsage}\n${generationsUsage}\n${besideUsage}\n${securedUsage}`,
  )
  process.exitCode = 2
}

import { machineFacts } from '../machineFacts.ts'
import { ownBroker } from '../ownBroker.ts'
import { consoleBench } from './consoleBench.ts'
import { consoleOptions } from './consoleOptions.ts'
import { consoleSummary, consoleTable } from './consoleSummary.ts'

/** What an open flow page costs the application, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function consoleCommand(args: readonly string[]): Promise<void> {
  const options = consoleOptions(args)
  if (process.platform !== 'linux') throw new TypeError('Processes are measured through /proc: Linux only.')
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const broker = await ownBroker(options.brokers)
  try {
    const { json, turns, seconds } = options
    const measured = await consoleBench({ brokers: broker.brokers, turns, seconds, say })
    const summed = consoleSummary(measured)
    // A pace without one good turn has no figures.
    const ok = summed.length === 2
    const shown = consoleTable(summed)
    if (json) say(`\n${shown}\n`)
    const machine = machineFacts(broker)
    console.log(json ? JSON.stringify({ ok, machine, seconds, turns, measured, summed }) : `\n${shown}\n`)
    process.exitCode = ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}

import { parseArgs } from 'node:util'
import { integer } from '../options.ts'
import { violationsTold } from '../violationsTold.ts'
import { securedRun } from './securedRun.ts'

export const securedUsage = 'npm run faults -- --secured [--json] [--seed s] [--rest 8]'

/** The cabinet at a secured cluster, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function securedCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      rest: { type: 'string', default: '8' },
    },
  })
  const seed = integer('seed', values.seed, 0, 2 ** 32 - 1)
  const restMs = 1_000 * integer('rest', values.rest, 1, 600)
  const began = performance.now()
  const say = (line: string) => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(0)
    process.stderr.write(`${seconds.padStart(4)} s  ${line}\n`)
  }
  say(`seed ${seed}`)
  const result = await securedRun({ seed, restMs, say })
  for (const { acl, requests } of result.used) console.error(acl.padEnd(42), requests.join(' '))
  const { events, published } = result
  const right = `${events} events and ${published} outputs, each once; every ACL is needed, none is missing`
  console.error(violationsTold(result, right))
  if (values.json) console.log(JSON.stringify({ ...result, violations: result.violations.slice(0, 100) }))
  process.exitCode = result.ok ? 0 : 1
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Dump } from '../bench/messages.ts'
import { partitions } from '../bench/workload.ts'
import type { Dossier } from './expected.ts'
import type { Team } from './team.ts'

const patienceMs = 60_000

/** The store `dossiers` of all instances together, row by row. Resolves to what is wrong. */
export async function checkStores(
  team: Team,
  expected: ReadonlyMap<string, Dossier>,
  when: string,
): Promise<readonly string[]> {
  const dumps = await settled(team)
  const wrong: string[] = []
  const held = dumps.flatMap(dump => dump.partitions)
  if (new Set(held).size !== partitions || held.length !== partitions)
    wrong.push(`${when}: the instances hold the partitions ${held.join(', ') || 'none'} of dossiers`)
  const found = new Map<string, Dossier>()
  for (const { rows } of dumps) {
    for (const [key, row] of rows) {
      if (found.has(key)) wrong.push(`${when}: dossier ${key} is in two partitions`)
      found.set(key, row as Dossier)
    }
  }
  for (const [key, row] of expected) {
    const is = found.get(key)
    if (is?.consultations !== row.consultations || is.montantTotal !== row.montantTotal)
      wrong.push(`${when}: dossier ${key} is ${JSON.stringify(is)}, not ${JSON.stringify(row)}`)
  }
  for (const key of found.keys()) if (!expected.has(key)) wrong.push(`${when}: dossier ${key} should not be`)
  return wrong
}

/** Dumps once every partition has one owner, or as it is after a minute. */
async function settled(team: Team): Promise<readonly Dump[]> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    team.check()
    const dumps = await Promise.all(team.instances.map(instance => instance.dump('dossiers')))
    const held = dumps.flatMap(dump => dump.partitions)
    const whole = held.length === partitions && new Set(held).size === partitions
    if (
      (whole && team.instances.every(({ report }) => report?.state === 'RUNNING')) ||
      performance.now() > deadline
    )
      return dumps
    await sleep(200)
  }
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fault } from '../fault.ts'

/** Killed, and a file of its state is not what was written: cut, or overwritten in the middle. */
export const damageState: Fault = {
  name: 'state-damaged',
  hits: 'victim',
  async inject({ team, victim, random }) {
    const directory = team.stateDir(victim)
    // As its operator would: what was set aside before is of no interest, and too much of it stops an instance.
    rmSync(join(directory, 'set-aside'), { recursive: true, force: true })
    await team.kill(victim)
    const files = readdirSync(join(directory, 'rocksdb')).filter(name =>
      /^(CURRENT|MANIFEST.*|.*\.(sst|log))$/.test(name),
    )
    const file = join(directory, random.one(['identity.json', ...files.map(name => join('rocksdb', name))]))
    const content = readFileSync(file)
    const at = random.between(0, Math.max(1, content.length))
    if (random.next() < 0.5) writeFileSync(file, content.subarray(0, at))
    else writeFileSync(file, content.fill(0xa5, at, Math.min(at + 64, content.length)))
    team.spoilState(victim)
    // Damage that only a read finds ends the instance; its next start sets the state aside.
    team.restartOn(victim, 'STATE_CORRUPT')
    team.start(victim)
  },
}

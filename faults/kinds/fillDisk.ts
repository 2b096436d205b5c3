import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { RamDisk } from '../ramDisk.ts'

/** Above twice the least free space at which intake pauses, so that it resumes. */
const megabytes = 800

/** The disk fills up, slowly enough to pause or at once; an instance that ends of it is started again when there is room. */
export const fillDisk: Fault = {
  name: 'disk-full',
  hits: 'victim',
  obstacle: () => RamDisk.obstacle(),
  prepare: ({ team, victim }) => team.moveToRamDisk(victim, megabytes),
  async inject({ team, victim, random }) {
    const disk = team.disk(victim)!
    if (random.next() < 0.5) {
      disk.fill(100)
      await sleep(random.between(0, 2000))
    }
    disk.fill(0)
    await sleep(random.between(1000, 4000))
    disk.clear()
    if (team.instance(victim)!.ending === null) return
    await team.ended(victim, 0)
    team.start(victim)
  },
}

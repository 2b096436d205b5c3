import type { Fault } from '../fault.ts'

/** The machine goes: nobody is left, and all come back. */
export const killBoth: Fault = {
  name: 'kill -9 of all, restarted at once',
  async inject({ team }) {
    await Promise.all(team.all.map(index => team.kill(index)))
    for (const index of team.all) team.start(index)
  },
}

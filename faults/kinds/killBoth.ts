import type { Fault } from '../fault.ts'

/** The machine goes: nobody is left, and all come back. */
export const killBoth: Fault = {
  name: 'kill-all',
  hits: 'everyone',
  async inject({ team }) {
    await Promise.all(team.all.map(index => team.kill(index)))
    for (const index of team.all) team.start(index)
  },
}

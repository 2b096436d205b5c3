import type { StandbyStore } from '../queries/standbyStore.ts'

/**
 * A store on its way to be active here, that stood by before: its rows go on from those, and what was known of them holds until
 * more is known.
 */
export function freshest(moving: StandbyStore, before: StandbyStore | undefined): StandbyStore {
  if (before === undefined || moving.currentAt !== null) return moving
  const { name, partition, database } = moving
  return {
    name,
    partition,
    database,
    get position() {
      return moving.position
    },
    get end() {
      return moving.end
    },
    get currentAt() {
      return moving.currentAt ?? before.currentAt
    },
    get streamTime() {
      return Math.max(moving.streamTime, before.streamTime)
    },
    get isReadable() {
      return moving.isReadable
    },
  }
}

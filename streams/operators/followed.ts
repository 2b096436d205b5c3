import type { Forward } from './environment.ts'
import type { Trail } from './trail.ts'

/** A step that leaves its trail. */
export function followed(node: string, trail: Trail, step: Forward): Forward {
  const probe = trail.probe(node)
  return record => {
    const from = trail.enter(probe)
    if (trail.isPlain) step(record)
    else trail.follow(probe, from, record, step)
    // Not where it threw: the trail shows where.
    trail.at = from
  }
}

import fc from 'fast-check'
import type { Draft } from '../generators.ts'
import { hour, iso, start } from '../told.ts'
import { medecinId } from './ids.ts'

/** Parts of the day of the slots, all of it and more, months, and without an end. */
const interval = fc
  .tuple(fc.constantFrom(null, 24, 25.25, 26), fc.constantFrom(null, 25.25, 25.75, 30, 2_000, 30_000))
  .filter(([debut, fin]) => debut === null || fin === null || debut < fin)
  .map(([debut, fin]) => ({
    debut: debut === null ? null : iso(start + debut * hour),
    fin: fin === null ? null : iso(start + fin * hour),
  }))

export const absenceEvents: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom('medecin.unavailable', 'medecin.unavailable', 'medecin.available', 'creneau.libere'),
    medecinId,
    interval,
  )
  .map(([type, medecinId, interval]) => ({ type, data: { medecinId, ...interval } }))

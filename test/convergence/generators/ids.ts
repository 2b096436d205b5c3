import fc from 'fast-check'
import { hour, iso, start } from '../told.ts'

export const patientId = fc.constantFrom('P1', 'P2')
export const medecinId = fc.constantFrom('M1', 'M1', 'M2')
export const rendezVousId = fc.constantFrom('R1', 'R2', 'R3', 'R4', 'R5')

/** Slots of the second day that overlap; one long before midnight that reaches into the next day's. */
export const slot = fc.constantFrom(...[25, 25.25, 25.5, 26, 39.75].map(hours => start + hours * hour))
export const date = slot.map(iso)

import fc from 'fast-check'
import type { Draft } from '../generators.ts'
import { patientId } from './ids.ts'

export const erasureEvents: fc.Arbitrary<Draft> = fc.record({
  type: fc.constant('patient.deleted'),
  data: fc.record({ patientId }),
})

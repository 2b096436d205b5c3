import fc from 'fast-check'
import type { Draft } from '../generators.ts'
import { medecinId, patientId } from './ids.ts'

const patient = fc.record({
  type: fc.constantFrom('patient.created', 'patient.created', 'patient.created', 'patient.updated'),
  data: fc.record({ patientId, nom: fc.option(fc.constantFrom('Alaoui', 'Bennani')) }),
})
const medecin = fc.record({
  type: fc.constantFrom('medecin.created', 'medecin.created', 'medecin.updated'),
  data: fc.record({
    medecinId,
    tarif: fc.option(fc.constantFrom(150, 199.99)),
    specialite: fc.option(fc.constantFrom('cardiologie', 'chirurgie')),
    dureeConsultation: fc.option(fc.constantFrom(15, 45)),
  }),
})

export const parentEvents: fc.Arbitrary<Draft> = fc.oneof(patient, medecin)

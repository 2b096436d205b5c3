/** A record as it lies in a topic. */
export interface CapturedRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array }[]
}

/**
 * What Spring services write into their topics: flat, LocalDateTime as arrays without zone, a class in a header, keys that
 * are null, a status, fields of their own, ids sent again. Within one day, and not in an order that helps.
 */
export const springCapture: readonly CapturedRecord[] = [
  rendezvous('R1', 'P1', 'M1', [2026, 4, 21, 10, 0], [2026, 4, 20, 9, 30]),
  patient('P1', 'Alaoui', [2026, 4, 20, 8, 0, 12, 345_000_000]),
  medecin('M1', 'Bennani', 350.5, [2026, 4, 20, 8, 1]),
  rendezvous('R2', 'P2', 'M1', [2026, 4, 21, 11, 0], [2026, 4, 20, 9, 31, 5]),
  // Its patient is registered later.
  patient('P2', 'Idrissi', [2026, 4, 20, 9, 45]),
  // A médecin without tarif; sent again, as a producer does that heard no answer.
  medecin('M2', 'Tazi', null, [2026, 4, 20, 8, 2]),
  medecin('M2', 'Tazi', null, [2026, 4, 20, 8, 2]),
  rendezvous('R3', 'P1', 'M2', null, [2026, 4, 20, 9, 32]),
  rendezvous('R3', 'P1', 'M2', null, [2026, 4, 20, 9, 32]),
  rendezvous('R4', 'P9', 'M1', [2026, 4, 21, 12, 0], [2026, 4, 20, 9, 33]),
  rendezvous('R5', 'P1', 'M9', [2026, 4, 21, 13, 0], [2026, 4, 20, 9, 34]),
  rendezvous('R6', 'P9', 'M9', [2026, 4, 21, 14, 0], [2026, 4, 20, 9, 35]),
  // No médecin at all.
  rendezvous('R7', 'P1', null, [2026, 4, 21, 15, 0], [2026, 4, 20, 9, 36]),
]

type LocalDateTime = readonly number[]

function patient(patientId: string, nom: string, dateCreation: LocalDateTime): CapturedRecord {
  const email = `${nom.toLowerCase()}@example.ma`
  return record('patient.created', 'PatientCreatedEvent', null, `p-${patientId}`, {
    patientId,
    nom,
    email,
    dateCreation,
  })
}

function medecin(
  medecinId: string,
  nom: string,
  tarif: number | null,
  dateCreation: LocalDateTime,
): CapturedRecord {
  const data = { medecinId, nom, specialite: 'Cardiologie', tarif, actif: true, dateCreation }
  return record('medecin.created', 'MedecinCreatedEvent', medecinId, `m-${medecinId}`, data)
}

function rendezvous(
  rendezVousId: string,
  patientId: string,
  medecinId: string | null,
  dateRendezVous: LocalDateTime | null,
  dateCreation: LocalDateTime,
): CapturedRecord {
  const data = { rendezVousId, patientId, medecinId, dateRendezVous, status: 'PLANIFIE', dateCreation }
  return record('rendezvous.created', 'RendezVousCreatedEvent', null, `r-${rendezVousId}`, data)
}

function record(
  topic: string,
  className: string,
  key: string | null,
  eventId: string,
  data: object,
): CapturedRecord {
  return {
    topic,
    key,
    value: JSON.stringify({ eventId, ...data }),
    headers: [{ key: '__TypeId__', value: Buffer.from(`ma.um5.cabinet.events.${className}`) }],
  }
}

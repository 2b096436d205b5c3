import { json, StreamsBuilder, type Topology, text } from 'millrace'

interface Envelope<T> {
  readonly eventId: string
  readonly eventType: string
  readonly timestamp: string
  readonly version: string
  readonly data: T
}
interface Patient {
  readonly patientId: string
  readonly nom: string
}
interface Medecin {
  readonly medecinId: string
  readonly nom: string
  readonly specialite: string
  readonly tarif: number
}
interface RendezVous {
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: string
}
interface AvecMedecin extends RendezVous {
  readonly medecinNom: string
  readonly specialite: string
  readonly tarif: number
}
interface Consultation extends AvecMedecin {
  readonly consultationId: string
  readonly factureId: string
  readonly patientNom: string
}
interface Dossier {
  readonly patientId: string
  readonly consultations: number
  readonly montantTotal: number
}

/** The topology of docs/benchmark.md: two joins behind two repartitions, two outputs, one aggregate with a changelog. */
export function benchTopology(topics: {
  readonly consultations: string
  readonly factures: string
  /** Stands before the names of the input topics: for tests that share a broker. */
  readonly inputPrefix?: string
  /** Keep the patients in a store with a changelog of its own, instead of one that is restored from their topic. */
  readonly patientsChangelog?: boolean
}): Topology {
  const prefix = topics.inputPrefix ?? ''
  const builder = new StreamsBuilder()
  const patient = { key: text, value: json<Envelope<Patient>>() }
  const patients = topics.patientsChangelog
    ? builder.stream(`${prefix}patient.created`, patient).toTable({ store: 'patients' })
    : builder.table(`${prefix}patient.created`, { ...patient, store: 'patients' })
  const medecins = builder.table(`${prefix}medecin.created`, {
    key: text,
    value: json<Envelope<Medecin>>(),
    store: 'medecins',
  })

  const consultations = builder
    .stream(`${prefix}rendezvous.created`, { key: text, value: json<Envelope<RendezVous>>() })
    .selectKey(event => event.data.medecinId, { key: text })
    .repartition({ name: 'par-medecin' })
    .join(
      medecins,
      ({ data: rdv }, { data: medecin }): AvecMedecin => ({
        rendezVousId: rdv.rendezVousId,
        patientId: rdv.patientId,
        medecinId: rdv.medecinId,
        dateRendezVous: rdv.dateRendezVous,
        medecinNom: medecin.nom,
        specialite: medecin.specialite,
        tarif: medecin.tarif,
      }),
      { name: 'avec-medecin', value: json<AvecMedecin>() },
    )
    .selectKey(rdv => rdv.patientId, { key: text })
    .repartition({ name: 'par-patient' })
    .join(
      patients,
      (rdv, { data: patient }): Consultation => ({
        ...rdv,
        consultationId: `C-${rdv.rendezVousId}`,
        factureId: `F-${rdv.rendezVousId}`,
        patientNom: patient.nom,
      }),
      { name: 'avec-patient' },
    )

  consultations
    .map(consultation => ({ key: consultation.consultationId, value: consultationCreated(consultation) }))
    .to(topics.consultations, { key: text, value: json() })
  consultations
    .map(consultation => ({ key: consultation.factureId, value: factureCreated(consultation) }))
    .to(topics.factures, { key: text, value: json() })
  consultations.groupByKey().aggregate(
    (): Dossier => ({ patientId: '', consultations: 0, montantTotal: 0 }),
    (dossier, consultation, patientId) => ({
      patientId,
      consultations: dossier.consultations + 1,
      montantTotal: dossier.montantTotal + consultation.tarif,
    }),
    { store: 'dossiers', value: json() },
  )
  return builder.build()
}

function consultationCreated(c: Consultation): Envelope<object> {
  return {
    eventId: `e-${c.consultationId}`,
    eventType: 'consultation.created',
    timestamp: c.dateRendezVous,
    version: '1.0',
    data: {
      consultationId: c.consultationId,
      rendezVousId: c.rendezVousId,
      patientId: c.patientId,
      medecinId: c.medecinId,
      patientNom: c.patientNom,
      medecinNom: c.medecinNom,
      specialite: c.specialite,
      dateConsultation: c.dateRendezVous,
      montant: c.tarif,
    },
  }
}

function factureCreated(c: Consultation): Envelope<object> {
  return {
    eventId: `e-${c.factureId}`,
    eventType: 'facture.created',
    timestamp: c.dateRendezVous,
    version: '1.0',
    data: {
      factureId: c.factureId,
      consultationId: c.consultationId,
      rendezVousId: c.rendezVousId,
      patientId: c.patientId,
      montant: c.tarif,
      statut: 'EMISE',
    },
  }
}

import { type ConsumedOptions, json, type Serde, StreamsBuilder, type Topology, text } from 'millrace'
import { createDecoder } from '../events/decode.ts'
import type {
  AbsenceEvent,
  EchecEvent,
  MedecinEvent,
  PaiementEvent,
  PatientEvent,
  ReglementEvent,
  RendezvousEvent,
} from '../events/event.ts'
import { createZone } from '../events/zone.ts'
import { defaultRules } from '../processors/decider.ts'
import { currentMessage } from '../processors/demande.ts'
import type { DossierMessage } from '../processors/dossier.ts'
import { currentDecision } from '../state/upcasters.ts'
import type { CabinetOptions } from './cabinetOptions.ts'
import { concludeRendezvous, recordPaiement } from './concludeSteps.ts'
import { decodeStep } from './decodeStep.ts'
import { keepDossier } from './dossierStep.ts'
import { askMedecin, recordMedecin } from './medecinSteps.ts'
import { originHeader } from './origin.ts'
import { askPatient, recordPatient } from './patientSteps.ts'
import { publishedTopics } from './published.ts'
import { publishing } from './publishing.ts'
import { factureDe, findRendezvous, learnReference } from './referenceSteps.ts'
import { recordEchec, recordRendezvous } from './rendezvousSteps.ts'
import { agendaOf } from './stores.ts'
import { topicsOf } from './topicsOf.ts'

/**
 * The cabinet's dataflow. Boxes are the subtopologies; every arrow between them is a repartition topic of that name.
 *
 *     patient.* ──▶ patients-par-id ───────▶┌─────────┐─▶ dossiers-par-patient ─▶┌──────────┐
 *                                           │ patient │                          │ dossiers │
 *                    ┌▶ demandes-par-patient▶└────┬────┘                       ┌─▶└──────────┘
 *                    │                            ▼ demandes-par-medecin       │
 *     medecin.* ──▶ medecins-par-id ───────▶┌─────────┐                        │
 *                    │                      │ médecin │─▶ decisions-par-rendezvous
 *                    │                      └─────────┘            │           │
 *     rendezvous.* ▶ rendezvous-par-id ────▶┌────────────┐◀────────┘           │
 *                    └──────────────────────│            │─────────────────────┘
 *                                           │ rendezvous │─▶ consultation.*, facture.*, notification.requested, …
 *         ┌─ reglements-par-rendezvous ────▶│            │─▶ references-par-facture
 *         │                                 └────────────┘        │
 *     ┌────────────┐◀─────────────────────────────────────────────┘
 *     │ references │◀─ reglements-par-facture ◀── paiement.*, facture.failed
 *     └────────────┘
 *
 * A demande makes one round: its patient adds since when he is known, its médecin decides, and the rendezvous carries the
 * decision out. The médecin comes last because decisions are his: he knows all of his demandes and everything about each,
 * so slots and absences can be judged there. It also makes the round a line: whoever changes (a late parent, an update)
 * sends the demandes it keeps on from where it stands, and an answer about an old state of a rendezvous is told by its number.
 *
 * An invoice's id does not lead back to its rendezvous: each rendezvous makes its own known when it is first heard of, and
 * payments find it there or wait. All that is told of a rendezvous is told in one place, the last step.
 *
 * Recording a rendezvous and concluding it are two steps, so none waits for itself, and each store is a function of the
 * set of its input events: test/convergence shuffles them.
 */
export function cabinet(options: CabinetOptions = {}): Topology {
  const { applicationId = 'cabinet', generation = 1, aliases = {}, facturation = 'creation' } = options
  const zoneName = options.zone ?? 'Africa/Casablanca'
  const zone = createZone(zoneName)
  const decode = createDecoder({ zone: zoneName, aliases })
  const rules = {
    montantParDefautCentimes: options.montantParDefautCentimes ?? defaultRules.montantParDefautCentimes,
    dureeParDefautMinutes: options.dureeParDefautMinutes ?? defaultRules.dureeParDefautMinutes,
    delaiAttenteMs: options.delaiAttenteMs ?? defaultRules.delaiAttenteMs,
    delaiPaiementMs: options.delaiPaiementMs ?? 30 * 86_400_000,
    facturation,
    agenda: agendaOf(options.historiqueMs ?? 30 * 86_400_000),
  }
  const origin = originHeader(applicationId, generation)
  const builder = new StreamsBuilder()
  // A key may be missing, and a tombstone is for the decoder to judge: both come as null.
  const raw: ConsumedOptions<string | null, string | null> = {
    key: text as Serde<string | null>,
    value: text as Serde<string | null>,
  }

  const patients = builder
    .stream(topicsOf(['patient.created', 'patient.updated', 'patient.deleted'], aliases), {
      ...raw,
      name: 'patient.*',
    })
    .process(decodeStep('lire-patient', applicationId, decode, (event: PatientEvent) => event.data.patientId))
    .repartition({ name: 'patients-par-id', key: text, value: json<PatientEvent>() })

  const medecins = builder
    .stream(
      topicsOf(
        ['medecin.created', 'medecin.updated', 'medecin.available', 'medecin.unavailable', 'creneau.libere'],
        aliases,
      ),
      { ...raw, name: 'medecin.*' },
    )
    .process(
      decodeStep(
        'lire-medecin',
        applicationId,
        decode,
        (event: MedecinEvent | AbsenceEvent) => event.data.medecinId,
      ),
    )
    .repartition({ name: 'medecins-par-id', key: text, value: json<MedecinEvent | AbsenceEvent>() })

  const rendezvous = builder
    .stream(
      topicsOf(
        ['rendezvous.created', 'rendezvous.confirmed', 'rendezvous.cancelled', 'rendezvous.completed'],
        aliases,
      ),
      {
        ...raw,
        name: 'rendezvous.*',
      },
    )
    .process(
      decodeStep(
        'lire-rendezvous',
        applicationId,
        decode,
        (event: RendezvousEvent) => event.data.rendezVousId,
      ),
    )
    .repartition({ name: 'rendezvous-par-id', key: text, value: json<RendezvousEvent>() })

  const reglements = builder
    .stream(
      topicsOf(['paiement.pending', 'paiement.completed', 'paiement.failed', 'facture.failed'], aliases),
      { ...raw, name: 'reglement.*' },
    )
    .process(decodeStep('lire-reglement', applicationId, decode, factureDe))
    .repartition({ name: 'reglements-par-facture', key: text, value: json<ReglementEvent>() })

  const recorded = rendezvous.process(recordRendezvous)
  const references = { name: 'references-par-facture', key: text, value: text }
  const ofInvoices = recorded
    .filter(each => each.to === 'reference', { name: 'a-la-reference' })
    .mapValues(each => each.rendezVousId, { name: 'rendezvous-de-la-facture' })
    .repartition(references)
    .process(learnReference)
    .merge(reglements.process(findRendezvous), { name: 'de-reference' })
    .repartition({ name: 'reglements-par-rendezvous', key: text, value: json<ReglementEvent>() })
  const failed = ofInvoices
    .filter((each): each is EchecEvent => each.type === 'facture.failed', { name: 'echecs' })
    .process(recordEchec)
  const payments = ofInvoices
    .filter((each): each is PaiementEvent => each.type !== 'facture.failed', { name: 'paiements' })
    .process(recordPaiement(rules))
  failed
    .filter(each => each.to === 'reference', { name: 'echec-a-la-reference' })
    .mapValues(each => each.rendezVousId, { name: 'rendezvous-de-l-echec' })
    .repartition(references)

  const fromPatients = recorded
    .merge(failed, { name: 'enregistres' })
    .filter(each => each.to === 'patient', { name: 'au-patient' })
    .mapValues(each => each.message, { name: 'message-au-patient' })
    .repartition({ name: 'demandes-par-patient', key: text, value: json(currentMessage) })
    .process(askPatient)
    .merge(patients.process(recordPatient), { name: 'de-patient' })

  const decisions = fromPatients
    .filter(each => each.to === 'medecin', { name: 'au-medecin' })
    .mapValues(each => each.message, { name: 'message-au-medecin' })
    .repartition({ name: 'demandes-par-medecin', key: text, value: json(currentMessage) })
    .process(askMedecin(rules, zone))
    .merge(medecins.process(recordMedecin(rules, zone)), { name: 'de-medecin' })
    .repartition({ name: 'decisions-par-rendezvous', key: text, value: json(currentDecision) })

  const concluded = decisions.process(concludeRendezvous(rules)).merge(payments, { name: 'de-rendezvous' })

  concluded
    .filter(each => each.to === 'world', { name: 'au-monde' })
    .to(
      { topics: publishedTopics, select: ({ value }) => value.event.type },
      { name: 'publier', key: text, ...publishing(origin, options.output) },
    )

  // Two sinks into one topic: a merge before it would make one subtopology of patient and rendezvous.
  const dossiers = { name: 'dossiers-par-patient', key: text, value: json<DossierMessage>() }
  fromPatients
    .filter(each => each.to === 'dossier', { name: 'identite-au-dossier' })
    .mapValues(each => each.message, { name: 'message-d-identite' })
    .repartition(dossiers)
    .process(keepDossier)
  concluded
    .filter(each => each.to === 'dossier', { name: 'ligne-au-dossier' })
    .mapValues(each => each.message, { name: 'message-de-ligne' })
    .repartition(dossiers)

  return builder.build()
}

import type { ProcessorContext } from 'millrace'
import type { Zone } from '../events/zone.ts'
import { type AJuger, arbitrer, type Changement } from '../processors/arbitrer.ts'
import { type Creneau, creneauDe } from '../processors/creneau.ts'
import type { DecisionRules } from '../processors/decider.ts'
import type { Facturation } from '../processors/etatFacture.ts'
import { type Activite, activiteDe, compter } from '../processors/journee.ts'
import { Planning } from '../processors/planning.ts'
import type { Decision } from '../state/decision.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import { stores } from './stores.ts'

const { medecins, demandesMedecin: demandes, heures, refus, absences, agenda, journees } = stores
const medecinStores = { medecins, demandes, heures, refus, absences, agenda, journees }
export type MedecinStores = typeof medecinStores
export type MedecinContext = ProcessorContext<string, Decision, MedecinStores>

export const medecinStoresOf = ({ agenda }: Pick<MedecinRules, 'agenda'>): MedecinStores => ({
  ...medecinStores,
  agenda,
})

export type MedecinRules = DecisionRules & {
  readonly facturation: Facturation
  readonly agenda: typeof agenda
}

/** What a rendezvous has of its médecin: a slot of the agenda, and a share of his day's figures. */
export interface Place {
  readonly creneau: Creneau | null
  readonly activite: Activite | null
}

/** One record at a médecin's: his planning, the agenda that shows it, and the rendezvous that are told of it. */
export class MedecinSide {
  readonly planning: Planning
  readonly #medecinId: string
  readonly #rules: MedecinRules
  readonly #zone: Zone
  readonly #timestamp: number
  readonly #context: MedecinContext

  constructor(
    {
      medecinId,
      medecin,
      timestamp,
    }: { medecinId: string; medecin: MedecinRow | undefined; timestamp: number },
    rules: MedecinRules,
    zone: Zone,
    context: MedecinContext,
  ) {
    this.planning = new Planning(medecinId, medecin, rules, context.stores)
    this.#medecinId = medecinId
    this.#rules = rules
    this.#zone = zone
    this.#timestamp = timestamp
    this.#context = context
  }

  /** What a demande has here; null if it is another médecin's by now. */
  place(demande: DemandeRow, decision: Decision = this.planning.decision(demande)): Place | null {
    if (demande.medecinId !== this.#medecinId) return null
    return {
      creneau: creneauDe(demande, decision, this.#zone),
      activite: activiteDe(demande, decision, this.#zone, this.#rules.facturation),
    }
  }

  /** Decides what a change touches, and tells all whom that concerns but those that the caller will tell. */
  replan(changements: readonly Changement[], aJuger: readonly AJuger[], told: ReadonlySet<string>): void {
    for (const { reservation, avant } of arbitrer(this.planning, changements, aJuger)) {
      const demande = this.planning.demande(reservation.rendezVousId)
      if (told.has(demande.rendezVousId) || reservation.rang !== demande.anciens.length) continue
      this.tell(demande, avant === null ? this.place(demande, this.planning.decision(demande, null)) : null)
    }
  }

  /** Sends the rendezvous its decision, and keeps agenda and figures, where it had this place until now. */
  tell(demande: DemandeRow, before: Place | null): void {
    const decision = this.planning.decision(demande)
    this.replace(before, this.place(demande, decision))
    if (demande.medecinId !== this.#medecinId) return
    // As old as the demande: only what comes from outside moves the time of the rendezvous' side, so that what is due there
    // does not hang on who is told what when.
    const timestamp = Math.min(this.#timestamp, Math.max(0, demande.demandeLe))
    this.#context.forward(demande.rendezVousId, decision, { timestamp })
  }

  replace(before: Place | null, now: Place | null): void {
    const { agenda, journees } = this.#context.stores
    const [old, creneau] = [before?.creneau ?? null, now?.creneau ?? null]
    if (old && old.key !== creneau?.key) agenda.delete(old.key)
    if (creneau) agenda.put(creneau.key, creneau.row)
    compter(journees, before?.activite ?? null, now?.activite ?? null)
  }
}

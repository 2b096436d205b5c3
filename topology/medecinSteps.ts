import type { KeyValueStore, Processor } from 'millrace'
import type { MedecinEvent } from '../events/event.ts'
import type { Zone } from '../events/zone.ts'
import { type Creneau, creneauDe } from '../processors/creneau.ts'
import { type DecisionRules, decider, sameDecision } from '../processors/decider.ts'
import { type DemandeMessage, isWithdrawn } from '../processors/demande.ts'
import { mergeMedecin } from '../processors/mergeMedecin.ts'
import type { AgendaRow } from '../state/agendaRow.ts'
import type { Decision } from '../state/decision.ts'
import { demandeKey, rangeOf } from '../state/keys.ts'
import { stores } from './stores.ts'

const { medecins, demandesMedecin: demandes, agenda } = stores
const all = { medecins, demandes, agenda }

/** medecin.*: merges it, and decides again what it changes, waiting demandes among them. */
export function recordMedecin(
  rules: DecisionRules,
  zone: Zone,
): Processor<string, MedecinEvent, string, Decision, typeof all> {
  return {
    name: 'enregistrer-medecin',
    stores: all,
    prefetch: ({ key }) => [{ store: 'medecins', key }],
    process({ key: medecinId, value: event }, { stores: { medecins, demandes, agenda }, forward }) {
      const before = medecins.get(medecinId)
      const medecin = mergeMedecin(before, event)
      if (!medecin) return
      medecins.put(medecinId, medecin)

      const { from, to } = rangeOf(medecinId)
      for (const [, demande] of demandes.range(from, to)) {
        const old = decider(demande, before, rules)
        const decision = decider(demande, medecin, rules)
        if (sameDecision(old, decision)) continue
        reserve(agenda, creneauDe(demande, old, zone), creneauDe(demande, decision, zone))
        forward(demande.rendezVousId, decision)
      }
    },
  }
}

/** A demande that has come from its patient: decides it. */
export function askMedecin(
  rules: DecisionRules,
  zone: Zone,
): Processor<string, DemandeMessage, string, Decision, typeof all> {
  return {
    name: 'demander-medecin',
    stores: all,
    prefetch: ({ key, value: message }) => {
      const rendezVousId = message.kind === 'demande' ? message.demande.rendezVousId : message.rendezVousId
      return [
        { store: 'medecins', key },
        { store: 'demandes', key: demandeKey(key, rendezVousId) },
      ]
    },
    process({ key: medecinId, value: message }, { stores: { medecins, demandes, agenda }, forward }) {
      const medecin = medecins.get(medecinId)
      if (message.kind === 'retrait') {
        const key = demandeKey(medecinId, message.rendezVousId)
        const stored = demandes.get(key)
        if (!isWithdrawn(stored, message.nombre)) return
        demandes.delete(key)
        reserve(agenda, creneauDe(stored, decider(stored, medecin, rules), zone), null)
        return
      }
      const { demande } = message
      const key = demandeKey(medecinId, demande.rendezVousId)
      const stored = demandes.get(key)
      // The same state may come twice: the second time its patient has become known.
      if (stored && stored.nombre > demande.nombre) return
      const old = stored ? creneauDe(stored, decider(stored, medecin, rules), zone) : null
      const decision = decider(demande, medecin, rules)
      demandes.put(key, demande)
      reserve(agenda, old, creneauDe(demande, decision, zone))
      forward(demande.rendezVousId, decision)
    },
  }
}

function reserve(agenda: KeyValueStore<string, AgendaRow>, old: Creneau | null, now: Creneau | null): void {
  if (old && old.key !== now?.key) agenda.delete(old.key)
  if (now) agenda.put(now.key, now.row)
}

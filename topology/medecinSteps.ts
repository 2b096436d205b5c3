import type { Processor } from 'millrace'
import type { AbsenceEvent, MedecinEvent } from '../events/event.ts'
import type { Zone } from '../events/zone.ts'
import { absenceDe, recordAbsence } from '../processors/absence.ts'
import type { Changement } from '../processors/arbitrer.ts'
import { sameDecision } from '../processors/decider.ts'
import { type DemandeMessage, fondre, isWithdrawn } from '../processors/demande.ts'
import { jourDe } from '../processors/journee.ts'
import { decidesTheSame, mergeMedecin } from '../processors/mergeMedecin.ts'
import { heuresDe, hourOf } from '../processors/planning.ts'
import { sameReservations } from '../processors/reservation.ts'
import type { Decision } from '../state/decision.ts'
import { absencesKey, demandeKey, heureKey, journeeKey, rangeOf } from '../state/keys.ts'
import {
  type MedecinContext,
  type MedecinRules,
  MedecinSide,
  type MedecinStores,
  medecinStoresOf,
} from './medecinSide.ts'

type MedecinStep<V> = Processor<string, V, string, Decision, MedecinStores>

/** medecin.* and creneau.libere: keeps it, and decides again what it changes, waiting demandes among them. */
export function recordMedecin(rules: MedecinRules, zone: Zone): MedecinStep<MedecinEvent | AbsenceEvent> {
  return {
    name: 'enregistrer-medecin',
    stores: medecinStoresOf(rules),
    prefetch: ({ key }) => [
      { store: 'medecins', key },
      { store: 'absences', key: absencesKey(key, null) },
    ],
    process({ key: medecinId, value: event, timestamp }, context) {
      if (event.type === 'medecin.created' || event.type === 'medecin.updated')
        update(medecinId, event, timestamp, context)
      else declare(medecinId, event, timestamp, context)
    },
  }

  function update(medecinId: string, event: MedecinEvent, timestamp: number, context: MedecinContext): void {
    const { medecins, demandes } = context.stores
    const before = medecins.get(medecinId)
    const medecin = mergeMedecin(before, event)
    if (!medecin) return
    medecins.put(medecinId, medecin)
    if (decidesTheSame(before, medecin)) return

    const old = new MedecinSide({ medecinId, medecin: before, timestamp }, rules, zone, context)
    const side = new MedecinSide({ medecinId, medecin, timestamp }, rules, zone, context)
    const changements: Changement[] = []
    const touched = []
    const { from, to } = rangeOf(medecinId)
    for (const [, demande] of demandes.range(from, to)) {
      const avant = old.planning.reservationsDe(demande)
      const apres = side.planning.reservationsDe(demande)
      const isSame = sameReservations(avant, apres)
      if (isSame && sameDecision(old.planning.decision(demande, null), side.planning.decision(demande, null)))
        continue
      if (!isSame) changements.push({ avant, apres })
      touched.push({ demande, place: old.place(demande) })
    }
    side.replan(changements, [], new Set(touched.map(({ demande }) => demande.rendezVousId)))
    for (const { demande, place } of touched) side.tell(demande, place)
  }

  function declare(medecinId: string, event: AbsenceEvent, timestamp: number, context: MedecinContext): void {
    const { medecins, heures, refus, absences } = context.stores
    const absence = absenceDe(event)
    if (!absence || !recordAbsence(absences, medecinId, absence)) return
    const side = new MedecinSide(
      { medecinId, medecin: medecins.get(medecinId), timestamp },
      rules,
      zone,
      context,
    )
    const hours = heuresDe(medecinId, absence.debut, absence.fin)
    const rows = [
      ...heures.range(...hours).flatMap(([, { prises }]) => prises.map(each => ({ ...each, refus: null }))),
      ...refus.range(...hours).map(([, each]) => each),
    ]
    side.replan([], side.planning.decidedAfter(absence, rows), new Set())
  }
}

/** A demande that has come from its patient: decides it, and what follows it in the médecin's time. */
export function askMedecin(rules: MedecinRules, zone: Zone): MedecinStep<DemandeMessage> {
  return {
    name: 'demander-medecin',
    stores: medecinStoresOf(rules),
    prefetch: ({ key, value: message }) => {
      const rendezVousId = message.kind === 'demande' ? message.demande.rendezVousId : message.rendezVousId
      const date = message.kind === 'demande' ? message.demande.dateRendezVous : null
      return [
        { store: 'medecins', key },
        { store: 'demandes', key: demandeKey(key, rendezVousId) },
        ...(date === null
          ? []
          : [
              { store: 'absences' as const, key: absencesKey(key, null) },
              { store: 'heures' as const, key: heureKey(key, hourOf(date)) },
              { store: 'journees' as const, key: journeeKey(key, jourDe(date, zone)) },
            ]),
      ]
    },
    process({ key: medecinId, value: message, timestamp }, context) {
      const { medecins, demandes } = context.stores
      const side = new MedecinSide(
        { medecinId, medecin: medecins.get(medecinId), timestamp },
        rules,
        zone,
        context,
      )
      const rendezVousId = message.kind === 'demande' ? message.demande.rendezVousId : message.rendezVousId
      const key = demandeKey(medecinId, rendezVousId)
      const stored = demandes.get(key)
      const avant = stored ? side.planning.reservationsDe(stored) : []
      const place = stored ? side.place(stored) : null
      const told = new Set([rendezVousId])
      if (message.kind === 'retrait') {
        if (!isWithdrawn(stored, message.nombre)) return
        demandes.delete(key)
        side.replan([{ avant, apres: [] }], [], told)
        side.replace(place, null)
        return
      }
      // The same state may come twice: the second time its patient has become known.
      if (stored && stored.nombre > message.demande.nombre) return
      const demande = fondre(stored, message.demande)
      demandes.put(key, demande)
      side.replan([{ avant, apres: side.planning.reservationsDe(demande) }], [], told)
      side.tell(demande, place)
    },
  }
}

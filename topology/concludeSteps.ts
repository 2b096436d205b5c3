import type { Processor, Punctuator } from 'millrace'
import type { PaiementEvent } from '../events/event.ts'
import { type Circonstances, conclure, reconclure } from '../processors/conclure.ts'
import { idsDe } from '../processors/derives.ts'
import type { FactureRules } from '../processors/etatFacture.ts'
import { horizonAt, tickMs } from '../processors/horizon.ts'
import { mergePaiement } from '../processors/mergePaiement.ts'
import { unknownRendezvous } from '../processors/mergeRendezvous.ts'
import { rappeler } from '../processors/rappel.ts'
import type { Decision } from '../state/decision.ts'
import { dueBy } from '../state/keys.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { type Concluding, concluding, type FromRendezvous, keepConclusion, tell } from './keepConclusion.ts'

type ConcludeStep<V> = Processor<string, V, string, FromRendezvous, typeof concluding>

/** A decision that has come back: carries it out. And what event time makes due. */
export function concludeRendezvous(rules: FactureRules): ConcludeStep<Decision> {
  return {
    name: 'conclure-rendezvous',
    stores: concluding,
    prefetch: ({ key }) => [{ store: 'rendezvous', key }],
    process({ key: rendezVousId, value: decision }, context) {
      const row = context.stores.rendezvous.get(rendezVousId)
      if (!row) return
      const given = circonstances(row, rules, horizonAt(context.streamTime), context)
      const done = conclure(row, decision, given)
      if (done) keepConclusion(done, row.conclusion, given, context)
    },
    punctuators: [echeances(rules)],
  }
}

/** A payment of its invoice. */
export function recordPaiement(rules: FactureRules): ConcludeStep<PaiementEvent> {
  return {
    name: 'enregistrer-paiement',
    stores: concluding,
    prefetch: ({ key }) => [
      { store: 'rendezvous', key },
      { store: 'publications', key },
    ],
    process({ key: rendezVousId, value: event }, context) {
      const before = context.stores.rendezvous.get(rendezVousId) ?? unknownRendezvous(rendezVousId)
      const paiements = mergePaiement(before.paiements, event)
      if (!paiements) return
      const row = { ...before, paiements }
      context.stores.rendezvous.put(rendezVousId, row)
      const given = circonstances(row, rules, horizonAt(context.streamTime), context)
      const done = reconclure(row, given)
      if (done) keepConclusion(done, row.conclusion, given, context)
    },
  }
}

/** Every hour of event time: reminders, invoices that nobody paid, rendezvous that waited in vain. */
function echeances(rules: FactureRules): Punctuator<string, FromRendezvous, typeof concluding> {
  return {
    every: { ms: tickMs, by: 'stream-time' },
    punctuate(now, context) {
      const { stores } = context
      const horizon = horizonAt(now)
      const reminders = dueBy(horizon)
      for (const [key, rappel] of stores.rappels.range(reminders.from, reminders.to)) {
        stores.rappels.delete(key)
        tell(rappeler(rappel), context)
      }
      const unpaid = dueBy(horizon, 'courant')
      const waiting = dueBy(horizon)
      const due = [
        ...stores.impayes.range(unpaid.from, unpaid.to),
        ...stores.attentes.range(waiting.from, waiting.to),
      ]
      // All reads first, together: what is not in memory makes this run again from its start.
      const ids = due.map(([, { rendezVousId }]) => rendezVousId)
      const rows = stores.rendezvous.getAll(ids).map(row => row!)
      stores.publications.getAll(ids)
      const given = rows.map(row => circonstances(row, rules, horizon, context))
      for (const [i, row] of rows.entries()) {
        const done = reconclure(row, given[i]!)
        if (done) keepConclusion(done, row.conclusion, given[i]!, context)
      }
    },
  }
}

function circonstances(
  { rendezVousId, conclusion }: RendezvousRow,
  rules: FactureRules,
  horizon: number,
  { stores }: Concluding,
): Circonstances {
  // Before the first conclusion nothing was published: one read less for nearly all.
  const revision = conclusion ? (stores.publications.get(rendezVousId)?.revision ?? 0) : 0
  return { rules, ids: idsDe(rendezVousId), revision, horizon }
}

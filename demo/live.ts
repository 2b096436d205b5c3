import { brokenRecord } from './brokenRecords.ts'
import type { DemoRecord } from './demoRecord.ts'
import { motifs, raisons } from './names.ts'
import type { Practice } from './practice.ts'

/**
 * What happens next, for ever: each call of `next` is one thing that happens at the given moment (one or two records).
 */
export function createLive(practice: Practice): { next(now: number): readonly DemoRecord[] } {
  const { random, write, open } = practice
  let broken = 0

  function ask(now: number): readonly DemoRecord[] {
    const { medecinId } = random.pick(practice.medecins)
    const free = practice.free.get(medecinId)!
    while (free.length > 0 && free[0]! <= now) free.shift()
    const date = free.splice(random.between(0, Math.min(free.length, 40) - 1), 1)[0]
    if (date === undefined) return []
    const isNew = random.chance(0.15)
    const patient = isNew ? practice.newPatient() : random.pick(practice.patients)
    const rendezVousId = practice.nextRendezVousId()
    open.push({ rendezVousId, date, confirmed: false })
    const { patientId } = patient
    const data = {
      rendezVousId,
      patientId,
      medecinId,
      dateRendezVous: new Date(date),
      motif: random.pick(motifs),
    }
    const created = write('rendezvous.created', now, data)
    if (!isNew) return [created]
    const registered = write('patient.created', now, { ...patient })
    return random.chance(0.3) ? [created, registered] : [registered, created]
  }

  function confirm(now: number): readonly DemoRecord[] {
    const one = random.pick(open.filter(each => !each.confirmed))
    if (!one) return []
    one.confirmed = true
    return [write('rendezvous.confirmed', now, { rendezVousId: one.rendezVousId })]
  }

  function cancel(now: number): readonly DemoRecord[] {
    if (open.length === 0) return []
    const [one] = open.splice(random.between(0, open.length - 1), 1)
    return [
      write('rendezvous.cancelled', now, { rendezVousId: one!.rendezVousId, raison: random.pick(raisons) }),
    ]
  }

  function complete(now: number): readonly DemoRecord[] {
    const index = open.findIndex(each => each.date <= now)
    if (index < 0) return []
    const [one] = open.splice(index, 1)
    return [write('rendezvous.completed', now, { rendezVousId: one!.rendezVousId })]
  }

  function update(now: number): readonly DemoRecord[] {
    const { patientId } = random.pick(practice.patients)
    const telephone = `+212 6 00 00 ${random.between(10, 99)} ${random.between(10, 99)}`
    return [write('patient.updated', now, { patientId, telephone })]
  }

  return {
    next(now) {
      const done = complete(now)
      if (done.length > 0) return done
      const what = random.next()
      if (what < 0.01) return [brokenRecord(broken++, now)]
      if (what < 0.06) return update(now)
      if (what < 0.14) return cancel(now)
      if (what < 0.4) return confirm(now)
      return ask(now)
    },
  }
}

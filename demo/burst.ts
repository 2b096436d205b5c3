import { brokenCount, brokenRecord } from './brokenRecords.ts'
import type { DemoRecord } from './demoRecord.ts'
import { motifs, raisons } from './names.ts'
import type { DemoPatient } from './people.ts'
import { foundedAt, type Practice } from './practice.ts'
import { slots } from './workingHours.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** What has happened at the practice until now, in the order of event time; late parents excepted. */
export function burst(practice: Practice, rendezvous: number): readonly DemoRecord[] {
  const founding = register(practice)
  const history = [...asked(practice, rendezvous)]
  for (let i = 0; i < brokenCount; i++) {
    history.push(brokenRecord(i, practice.now - practice.random.between(0, 10) * day))
  }
  history.sort((a, b) => a.timestamp - b.timestamp)
  return [...founding, ...history]
}

function register({ random, now, patients, medecins, write }: Practice): readonly DemoRecord[] {
  const start = foundedAt(now)
  const records = medecins.map((medecin, i) => write('medecin.created', start + i * minute, { ...medecin }))
  patients.forEach((patient, i) => {
    records.push(write('patient.created', start + day + i * minute, { ...patient }))
  })
  for (const patient of patients.filter(() => random.chance(0.05))) {
    const telephone = `+212 6 00 00 ${random.between(10, 99)} ${random.between(10, 99)}`
    records.push(write('patient.updated', start + 2 * day, { patientId: patient.patientId, telephone }))
  }
  return records
}

/** Slots of a few days past and the days to come are taken until the number is reached; the rest stay free. */
function* asked(practice: Practice, count: number): Generator<DemoRecord> {
  const { random, zone, now, medecins, patients, free } = practice
  const taken = takenSlots(practice, count)
  for (const { medecinId, dureeConsultation } of medecins) {
    for (const date of slots(zone, now - 3 * day, now + 30 * day, dureeConsultation)) {
      if (!taken.has(`${medecinId} ${date}`)) {
        if (date > now) free.get(medecinId)!.push(date)
        continue
      }
      const askedAt = Math.min(now, date) - random.between(1, 14 * 24 * 60) * minute
      const late = random.chance(0.03)
      const patient = late ? practice.newPatient() : random.pick(patients)
      yield* story(practice, { patient, medecinId, date, askedAt })
      // The patients' service was slower: the rendezvous waits for its patient until then.
      if (late)
        yield practice.write('patient.created', Math.min(now, askedAt + random.between(1, 30) * minute), {
          ...patient,
        })
    }
  }
}

interface Asked {
  readonly patient: DemoPatient
  readonly medecinId: string
  readonly date: number
  readonly askedAt: number
}

function* story(practice: Practice, { patient, medecinId, date, askedAt }: Asked): Generator<DemoRecord> {
  const { random, now, write } = practice
  const rendezVousId = practice.nextRendezVousId()
  const { patientId } = patient
  const data = {
    rendezVousId,
    patientId,
    medecinId,
    dateRendezVous: new Date(date),
    motif: random.pick(motifs),
  }
  yield write('rendezvous.created', askedAt, data)

  const until = Math.min(now, date)
  const later = (from: number) => from + Math.floor(random.next() * (until - from))
  const confirmed = random.chance(date < now ? 0.9 : 0.45)
  const confirmedAt = later(askedAt)
  if (confirmed) yield write('rendezvous.confirmed', confirmedAt, { rendezVousId })
  if (random.chance(0.08)) {
    yield write('rendezvous.cancelled', later(confirmedAt), { rendezVousId, raison: random.pick(raisons) })
  } else if (date < now - 60 * minute) {
    if (random.chance(0.95)) yield write('rendezvous.completed', date + 30 * minute, { rendezVousId })
  } else practice.open.push({ rendezVousId, date, confirmed })
}

/** The nearer a day, the fuller: slots are drawn with a chance that falls with their distance. */
function takenSlots({ random, zone, now, medecins }: Practice, count: number): ReadonlySet<string> {
  const all = medecins.flatMap(({ medecinId, dureeConsultation }) =>
    [...slots(zone, now - 3 * day, now + 30 * day, dureeConsultation)].map(date => ({
      slot: `${medecinId} ${date}`,
      rank: (Math.abs(date - now) / day) * 0.6 + random.next() * 12,
    })),
  )
  all.sort((a, b) => a.rank - b.rank)
  return new Set(all.slice(0, count).map(({ slot }) => slot))
}

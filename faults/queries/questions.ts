import type { Random } from '../random.ts'
import { type Life, ranks } from './life.ts'
import type { Fact } from './witness.ts'

/** A request with what its answer says of things whose way is known. */
export interface Question {
  readonly kind: string
  readonly path: string
  /** Its answer has every thing whose name begins so. */
  readonly all: string | null
  /** `body` is null where the answer was 404. */
  facts(body: unknown): readonly Fact[]
}

interface List<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}
interface PatientItem {
  readonly patientId: string
  readonly nom: string | null
}
interface RendezvousItem {
  readonly rendezVousId: string
  readonly statut: string
}

/** One question of any kind: point reads, a range, a prefix, a filter, and a whole store. */
export function question(life: Life, random: Random): Question {
  const patientId = random.one(life.patients)
  switch (random.between(0, 6)) {
    case 0:
      return patient(patientId)
    case 1:
      return life.rendezvous.length === 0 ? patient(patientId) : rendezvous(random.one(life.rendezvous))
    case 2:
      return rendezvousOf(patientId)
    case 3:
      return dossier(patientId)
    case 4:
      return agenda(random.one(life.medecins))
    default:
      return everybody()
  }
}

const versionOf = (nom: string | null) => Number(/^v(\d+)$/.exec(nom ?? '')?.[1] ?? 0)

function patient(patientId: string): Question {
  const thing = `patients/${patientId}`
  return {
    kind: 'patient',
    path: `/api/patients/${patientId}`,
    all: null,
    facts: body => [{ thing, rank: body === null ? 0 : versionOf((body as PatientItem).nom) }],
  }
}

function rendezvous({ id, patientId }: { readonly id: string; readonly patientId: string }): Question {
  const thing = `rendezvous/${patientId}/${id}`
  return {
    kind: 'rendezvous',
    path: `/api/rendezvous/${id}`,
    all: null,
    facts: body => [{ thing, rank: body === null ? 0 : rankOf(body as RendezvousItem) }],
  }
}

function rendezvousOf(patientId: string): Question {
  return {
    kind: 'rendezvous of a patient',
    path: `/api/rendezvous?patientId=${patientId}&limit=500`,
    all: `rendezvous/${patientId}/`,
    facts: body =>
      whole<RendezvousItem>(body).map(item => ({
        thing: `rendezvous/${patientId}/${item.rendezVousId}`,
        rank: rankOf(item),
      })),
  }
}

function dossier(patientId: string): Question {
  const thing = `dossiers/${patientId}`
  return {
    kind: 'dossier',
    path: `/api/patients/${patientId}/dossier?limit=1`,
    all: null,
    facts: body => {
      const found = body as { readonly totaux: { readonly rendezVous: number } } | null
      return [{ thing, rank: found?.totaux.rendezVous ?? 0 }]
    },
  }
}

function agenda(medecinId: string): Question {
  return {
    kind: 'agenda',
    path: `/api/medecins/${medecinId}/agenda?limit=500`,
    all: `agenda/${medecinId}/`,
    facts: body =>
      whole<{ readonly rendezVousId: string }>(body).map(({ rendezVousId }) => ({
        thing: `agenda/${medecinId}/${rendezVousId}`,
        rank: 1,
      })),
  }
}

function everybody(): Question {
  return {
    kind: 'patients',
    path: '/api/patients?limit=500',
    all: 'patients/',
    facts: body =>
      whole<PatientItem>(body)
        .filter(({ patientId }) => patientId.startsWith('VIE-'))
        .map(({ patientId, nom }) => ({ thing: `patients/${patientId}`, rank: versionOf(nom) })),
  }
}

function whole<Item>(body: unknown): readonly Item[] {
  if (body === null) return []
  const { items, next } = body as List<Item>
  if (next !== null) throw new Error('A list of the run does not fit on its page: it is to be shorter')
  return items
}

const rankOf = ({ statut }: RendezvousItem) => ranks[statut] ?? 0

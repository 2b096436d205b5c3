import { toCentimes } from '../events/money.ts'
import { type Books, newLines } from './books.ts'

/** Questions at a time. */
const width = 8

/** The books as the stores have them, asked through the API, with the days of these years. Throws when it does not answer. */
export async function readStores(
  url: string,
  years: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Books> {
  const lines = newLines()
  const get = <T>(path: string) => ask<T>(`${url}${path}`, headers)
  const each = async <Row>(path: string, take: (row: Row) => void) => {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: Row[]; next: string | null } | null = await get(
        `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      for (const row of page?.items ?? []) take(row)
      cursor = page?.next ?? null
    }
  }
  const patients = new Set<string>()
  const medecins: string[] = []
  await each<{ rendezVousId: string; statut: string; patientId: string | null }>('/api/rendezvous', row => {
    lines.rendezvous.set(row.rendezVousId, row.statut)
    if (row.patientId !== null) patients.add(row.patientId)
  })
  await each<Facture>('/api/factures', row => {
    const [montant, paye] = [toCentimes(row.montant), toCentimes(row.paye)]
    lines.factures.set(row.factureId, `${row.statut} ${montant} ${paye} ${row.patientId}`)
  })
  await each<Impaye>('/api/impayes', row => {
    lines.impayes.set(row.factureId, `${row.statut} ${toCentimes(row.reste)} ${row.echeanceLe}`)
  })
  await each<{ medecinId: string }>('/api/medecins', row => {
    medecins.push(row.medecinId)
  })
  await inParallel(medecins, async id => {
    const path = `/api/medecins/${encodeURIComponent(id)}`
    await each<{ debut: string; fin: string; rendezVousId: string }>(`${path}/agenda`, row => {
      lines.agenda.set(`${id} ${row.debut} ${row.rendezVousId}`, row.fin)
    })
    const periods = (of: string) => get<{ items: Period[] } | null>(`${path}/activite?periode=${of}`)
    for (const year of years) {
      for (const month of (await periods(year))?.items ?? []) {
        for (const day of (await periods(month.periode))?.items ?? [])
          lines.recettes.set(
            `${id} ${day.periode}`,
            `${day.rendezVous} ${day.minutes} ${day.factures} ${toCentimes(day.recette)}`,
          )
      }
    }
  })
  await each<{ patientId: string }>('/api/patients', row => {
    patients.add(row.patientId)
  })
  await inParallel([...patients], async id => {
    const dossier = await get<Dossier | null>(`/api/patients/${encodeURIComponent(id)}/dossier?limit=1`)
    if (!dossier || dossier.totaux.rendezVous === 0) return
    const { facture, paye, solde } = dossier.totaux
    lines.soldes.set(id, [facture, paye, solde].map(toSigned).join(' '))
  })
  const totals = await get<Totals>('/api/totaux')
  for (const [statut, n] of Object.entries(totals.statuts)) if (n > 0) lines.totaux.set(statut, String(n))
  lines.totaux.set('medecins', String(totals.medecins))
  lines.totaux.set('facture', String(toCentimes(totals.facture)))
  lines.totaux.set('paye', String(toCentimes(totals.paye)))
  return lines
}

interface Facture {
  readonly factureId: string
  readonly patientId: string
  readonly montant: number
  readonly paye: number
  readonly statut: string
}

interface Impaye {
  readonly factureId: string
  readonly reste: number
  readonly echeanceLe: string
  readonly statut: string
}

interface Period {
  readonly periode: string
  readonly rendezVous: number
  readonly minutes: number
  readonly factures: number
  readonly recette: number
}

interface Dossier {
  readonly totaux: {
    readonly rendezVous: number
    readonly facture: number
    readonly paye: number
    readonly solde: number
  }
}

interface Totals {
  readonly statuts: Readonly<Record<string, number>>
  readonly medecins: number
  readonly facture: number
  readonly paye: number
}

const toSigned = (amount: number) => (amount < 0 ? -toCentimes(-amount) : toCentimes(amount))

/** Null where there is no such thing. */
async function ask<T>(url: string, headers: Readonly<Record<string, string>>): Promise<T> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) })
  if (answer.status === 404) return null as T
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}

async function inParallel<T>(list: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < list.length) await work(list[next++]!)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

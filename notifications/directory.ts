import type { Facts, Person } from './facts.ts'
import type { Request } from './request.ts'

/** Names and addresses at the moment of sending: requests carry ids, so that what waits need not be erased. */
export interface Directory {
  /** Rejects with DirectoryAway while it cannot tell. */
  lookUp(recipient: string, donnees: Request['donnees']): Promise<Facts>
}

/** Nobody's fault who is written to: it is asked again, and counts as no try. */
export class DirectoryAway extends Error {
  override readonly name = 'DirectoryAway'
}

type Row = Readonly<Record<string, string | number | null>>

/** Asks the cabinet's query API. */
export class CabinetDirectory implements Directory {
  readonly #url: string
  readonly #timeoutMs: number
  readonly #headers: Readonly<Record<string, string>>

  constructor(url: string, timeoutMs = 3_000, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url
    this.#timeoutMs = timeoutMs
    this.#headers = headers
  }

  async lookUp(recipient: string, donnees: Request['donnees']): Promise<Facts> {
    const { rendezVousId, medecinId } = (donnees ?? {}) as Readonly<Record<string, unknown>>
    const [patient, rendezVous] = await Promise.all([
      this.#row('patients', recipient),
      typeof rendezVousId === 'string' ? this.#row('rendezvous', rendezVousId) : null,
    ])
    const itsMedecin = medecinId ?? rendezVous?.medecinId
    const [medecin, other] = await Promise.all([
      typeof itsMedecin === 'string' ? this.#row('medecins', itsMedecin) : null,
      patient === null ? this.#row('medecins', recipient) : null,
    ])
    const row = patient ?? other
    const date = typeof rendezVous?.dateRendezVous === 'string' ? Date.parse(rendezVous.dateRendezVous) : null
    return {
      person: row && personOf(row),
      isErased: patient !== null && patient.supprimeLe !== null && !isSomebody(patient),
      rendezVous: rendezVous && { date, statut: textOf(rendezVous.statut) },
      medecin: textOf(medecin?.nom),
    }
  }

  /** Null: there is none. */
  async #row(path: string, id: string): Promise<Row | null> {
    let answer: Response
    try {
      answer = await fetch(`${this.#url}/api/${path}/${encodeURIComponent(id)}`, {
        headers: this.#headers,
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      if (answer.ok) return (await answer.json()) as Row
      await answer.body?.cancel()
    } catch (error) {
      throw new DirectoryAway(`The cabinet does not answer at ${this.#url}: ${(error as Error).message}`)
    }
    if (answer.status === 404) return null
    throw new DirectoryAway(`The cabinet answers ${answer.status} at ${this.#url}`)
  }
}

/** Registered anew after an erasure. */
const isSomebody = (row: Row) => row.nom !== null || row.email !== null || row.telephone !== null

function personOf(row: Row): Person {
  const names = [row.prenom, row.nom].filter(name => typeof name === 'string')
  return {
    name: names.length > 0 ? names.join(' ') : null,
    email: textOf(row.email),
    telephone: textOf(row.telephone),
  }
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

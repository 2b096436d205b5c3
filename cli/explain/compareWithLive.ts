import { isDeepStrictEqual } from 'node:util'
import { consultations } from '../../api/resources/consultations.ts'
import { factures } from '../../api/resources/factures.ts'
import { medecins } from '../../api/resources/medecins.ts'
import { patients } from '../../api/resources/patients.ts'
import { rendezvous } from '../../api/resources/rendezvous.ts'
import type { WatchedRow } from '../../explain/changes.ts'
import { shown } from '../../explain/shown.ts'
import type { SubjectKind } from '../../explain/subject.ts'

/** A row that the running cabinet answers otherwise: by field, where there are two to compare. */
export interface LiveDifference {
  readonly path: string
  readonly field: string | null
  readonly replayed: unknown
  readonly live: unknown
}

export type Compared =
  | { readonly rows: number; readonly differences: readonly LiveDifference[] }
  /** Why it was not compared. */
  | { readonly skipped: string }

/** Rows that are asked for at most. */
const maxAsked = 50
const ofRendezvous = [rendezvous, consultations, factures]
const resources = {
  facture: ofRendezvous,
  consultation: ofRendezvous,
  rendezvous: ofRendezvous,
  creneau: ofRendezvous,
  patient: [patients],
  medecin: [medecins],
}

export interface AskLive {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Else `…` stands for names. */
  readonly withPersonal: boolean
}

/** Compares the rows at the end of a replay with what the running cabinet answers. */
export async function compareWithLive(
  kind: SubjectKind,
  rows: readonly WatchedRow[],
  { url, headers, withPersonal }: AskLive,
): Promise<Compared> {
  const asked = resources[kind].flatMap(({ path, store, show }) =>
    rows
      .filter(each => each.store === store)
      .map(({ key, row }) => ({
        path: `/api/${path}/${encodeURIComponent(key)}`,
        replayed: show(row as never) as Fields,
      })),
  )
  const differences: LiveDifference[] = []
  for (const { path, replayed } of asked.slice(0, maxAsked)) {
    const answer = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(10_000) }).catch(
      () => null,
    )
    if (answer === null) return { skipped: `no cabinet answers at ${url}` }
    if (!answer.ok && answer.status !== 404) return { skipped: `${url}${path} answers ${answer.status}` }
    const live = answer.ok ? ((await answer.json()) as Fields) : null
    if (live === null) differences.push({ path, field: null, replayed: 'a row', live })
    else
      for (const field of Object.keys({ ...replayed, ...live })) {
        const [ours, theirs] = [replayed[field] ?? null, live[field] ?? null]
        if (isDeepStrictEqual(ours, theirs)) continue
        const of = (value: unknown) => shown(field, value, withPersonal)
        differences.push({ path, field, replayed: of(ours), live: of(theirs) })
      }
  }
  return { rows: Math.min(asked.length, maxAsked), differences }
}

type Fields = Readonly<Record<string, unknown>>

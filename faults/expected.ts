import { generate, type Workload } from '../bench/workload.ts'

/** What the store `dossiers` holds for one patient. */
export interface Dossier {
  readonly patientId: string
  readonly consultations: number
  readonly montantTotal: number
}

/** The outputs' keys and the store's rows as they must be, computed without the engine. */
export interface Expected {
  readonly consultations: ReadonlySet<string>
  readonly factures: ReadonlySet<string>
  readonly dossiers: ReadonlyMap<string, Dossier>
}

interface Data {
  readonly medecinId: string
  readonly patientId: string
  readonly tarif: number
}

export function expectedOf(workload: Workload): Expected {
  const tarifs = new Map<string, number>()
  const consultations = new Set<string>()
  const factures = new Set<string>()
  const dossiers = new Map<string, Dossier>()
  for (const { topic, key, value } of generate(workload)) {
    if (topic === 'patient.created') continue
    const { data } = JSON.parse(value) as { readonly data: Data }
    if (topic === 'medecin.created') tarifs.set(key, data.tarif)
    else {
      consultations.add(`C-${key}`)
      factures.add(`F-${key}`)
      const before = dossiers.get(data.patientId)
      dossiers.set(data.patientId, {
        patientId: data.patientId,
        consultations: (before?.consultations ?? 0) + 1,
        montantTotal: (before?.montantTotal ?? 0) + tarifs.get(data.medecinId)!,
      })
    }
  }
  return { consultations, factures, dossiers }
}

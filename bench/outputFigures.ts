import { type Figure, figure } from './figure.ts'
import type { OutputCounter } from './outputCounter.ts'

/** Records and distinct keys of both outputs; `complete` when each has n keys and no key twice. */
export function outputFigures(
  counter: OutputCounter,
  n: number,
): { readonly complete: boolean; readonly figures: Readonly<Record<string, Figure>> } {
  const [consultations, factures] = [...counter.topics.values()]
  return {
    complete: [consultations!, factures!].every(({ records, keys }) => records === n && keys.size === n),
    figures: {
      consultationRecords: figure(consultations!.records, 'records'),
      consultationKeys: figure(consultations!.keys.size, 'keys'),
      factureRecords: figure(factures!.records, 'records'),
      factureKeys: figure(factures!.keys.size, 'keys'),
      duplicates: figure(counter.duplicates, 'records'),
    },
  }
}

import type { TestDriver } from 'millrace/testing'
import { idsDe } from '../processors/derives.ts'
import { firstPartOf } from '../state/keys.ts'
import { rowSchemas } from '../state/rowSchemas.ts'
import type { WatchedRow, WatchedRows } from './changes.ts'
import type { Involved } from './involved.ts'

/** Whether a row is shown, by its store. What is the subject's own, and what it was decided by; not what serves machines. */
type Wanted = Readonly<Record<string, (key: string, row: object) => boolean>>

/** The rows that are looked at after each event. */
export class Watch {
  readonly #wanted: Wanted

  constructor(who: Involved) {
    const ids = [...who.rendezvous].map(idsDe)
    const consultations = new Set(ids.map(({ consultationId }) => consultationId))
    const factures = new Set(ids.map(({ factureId }) => factureId))
    const isIn = (set: ReadonlySet<string>) => (key: string) => set.has(key)
    this.#wanted = {
      [rowSchemas.rendezvous.name]: isIn(who.rendezvous),
      [rowSchemas.consultations.name]: isIn(consultations),
      [rowSchemas.factures.name]: isIn(factures),
      [rowSchemas.patients.name]: isIn(who.patients),
      [rowSchemas.medecins.name]: isIn(who.medecins),
      [rowSchemas.absences.name]: key => who.medecins.has(firstPartOf(key)),
      [rowSchemas.agenda.name]: (_, row) =>
        who.rendezvous.has((row as { readonly rendezVousId: string }).rendezVousId),
    }
  }

  async rows(driver: TestDriver): Promise<WatchedRows> {
    const found = new Map<string, WatchedRow>()
    for (const [store, wanted] of Object.entries(this.#wanted))
      for (const [key, row] of await driver.rows<object>(store))
        if (wanted(key, row)) found.set(`${store} ${key}`, { store, key, row })
    return found
  }
}

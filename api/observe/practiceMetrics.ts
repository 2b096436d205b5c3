import { StoreUnavailable } from 'millrace'
import { Gauge, type Registry } from 'prom-client'
import { toDecimal } from '../../events/money.ts'
import type { TotauxRow } from '../../state/totauxRow.ts'
import { stores } from '../../topology/stores.ts'
import type { Instance } from '../instance.ts'
import { rendezvousStatuts } from '../resources/statuts.ts'

/** The practice in figures, as far as this instance runs it: the sum over instances is the whole. Read at each scrape. */
export function practiceMetrics(instance: Pick<Instance, 'store'>, registry: Registry): void {
  const view = instance.store<string, TotauxRow>(stores.totaux.name)
  /** Those that are read at the same time are read once: they agree with each other. */
  let reading: Promise<readonly TotauxRow[] | null> | null = null
  const sums = () => {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }
  const read = async () => {
    try {
      const { rows } = await view.page({ limit: 1_000 })
      return rows.map(([, row]) => row)
    } catch (error) {
      // No partition is here, or none yet: then there is nothing to say, which is not zero.
      if (error instanceof StoreUnavailable) return null
      throw error
    }
  }
  const sum = (rows: readonly TotauxRow[], of: (row: TotauxRow) => number) =>
    rows.reduce((all, row) => all + of(row), 0)
  const gauge = (name: string, help: string, of: (row: TotauxRow) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const rows = await sums()
        this.remove()
        if (rows) this.set(sum(rows, of))
      },
    })
  const amount = (name: string, help: string, centimes: (row: TotauxRow) => number) =>
    gauge(name, `${help}, in the currency’s unit`, row => toDecimal(centimes(row)))

  gauge(
    'cabinet_patients',
    'Patients known and not erased, of the partitions that run here',
    row => row.patients,
  )
  gauge('cabinet_consultations', 'Consultations of these patients', row => row.consultations)
  new Gauge({
    name: 'cabinet_rendezvous',
    help: 'Rendezvous of these patients, by statut',
    labelNames: ['statut'],
    registers: [registry],
    async collect() {
      const rows = await sums()
      this.reset()
      if (!rows) return
      for (const statut of rendezvousStatuts)
        this.set(
          { statut },
          sum(rows, row => row.statuts[statut] ?? 0),
        )
    },
  })
  amount('cabinet_invoiced_amount', 'Invoiced and not cancelled', row => row.factureCentimes)
  amount('cabinet_paid_amount', 'Received', row => row.payeCentimes)
  amount('cabinet_unpaid_amount', 'Invoiced less received', row => row.soldeCentimes)
}

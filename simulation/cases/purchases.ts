import { json, StreamsBuilder, text } from 'millrace'
import type { SimulationCase } from '../case.ts'
import { byKey, differences } from '../differences.ts'

interface Purchase {
  readonly customer: string
}

interface Customer {
  readonly version: number
}

const builder = new StreamsBuilder()
const customers = builder.table('customers', {
  key: text,
  value: json<Customer>(),
  store: 'customers',
  changelog: 'own',
})
const purchases = builder
  .stream('purchases', { key: text, value: json<Purchase>() })
  .map(({ customer }, purchase) => ({ key: customer, value: { purchase } }), { name: 'by-customer' })
  .repartition({ name: 'purchases-by-customer', key: text, value: json() })
purchases
  .leftJoin(customers, ({ purchase }, customer) => ({ purchase, version: customer?.version ?? 0 }), {
    name: 'with-customer',
    value: json(),
  })
  .to('joined')
const counts = purchases.groupByKey().count({ store: 'counts' })
counts.toStream().to('count-changes', { value: json() })
counts
  .join(customers, (count, { version }) => ({ count, version }), { name: 'summary', value: json() })
  .toStream()
  .to('summaries', { value: json() })

/** Through a repartition topic into a join with a table, an aggregate, and a join of the two tables. */
export const purchasesByCustomer: SimulationCase = {
  name: 'purchases',
  topology: builder.build(),
  inputs: ['purchases', 'customers'],
  outputs: ['joined', 'count-changes', 'summaries'],
  record: (n, draw) =>
    draw(3) === 0
      ? { topic: 'customers', key: `c${draw(4)}`, value: { version: n + 1 }, timestamp: n * 10 }
      : { topic: 'purchases', key: `p${n}`, value: { customer: `c${draw(4)}` }, timestamp: n * 10 },
  check: ({ input, output, rows }) => {
    const customerOf = new Map<string, string>()
    const versions = new Map<string, number[]>()
    for (const { topic, key, value } of input) {
      if (topic === 'purchases') customerOf.set(key, (value as Purchase).customer)
      else versions.set(key, [...(versions.get(key) ?? [0]), (value as Customer).version])
    }
    const numbers = new Map<string, number>()
    for (const customer of customerOf.values()) numbers.set(customer, (numbers.get(customer) ?? 0) + 1)
    const lastVersion = new Map([...versions].map(([key, list]) => [key, { version: list.at(-1)! }]))

    const joined = output('joined') as readonly {
      key: string
      value: { purchase: string; version: number }
    }[]
    const problems = [
      ...differences('joined', customerOf, new Map(joined.map(({ key, value }) => [value.purchase, key]))),
      ...differences(
        'count-changes',
        new Map([...numbers].map(([key, n]) => [key, Array.from({ length: n }, (_, i) => i + 1)])),
        byKey(output('count-changes')),
      ),
      ...differences(
        'last of summaries',
        new Map(
          [...numbers]
            .filter(([key]) => lastVersion.has(key))
            .map(([key, count]) => [key, { count, version: lastVersion.get(key)!.version }]),
        ),
        new Map(output('summaries').map(({ key, value }) => [key, value])),
      ),
      ...differences('counts', numbers, rows('counts')),
      ...differences('customers', lastVersion, rows('customers')),
    ]
    if (joined.length > customerOf.size)
      problems.push(`joined: ${joined.length} records for ${customerOf.size} purchases`)
    for (const [key, list] of byKey(joined)) {
      const seen = list.map(({ version }) => version)
      if (seen.some((version, i) => version < (seen[i - 1] ?? 0)))
        problems.push(`joined: customer ${key} went back in time: ${seen.join(' ')}`)
      if (seen.some(version => version !== 0 && !versions.get(key)?.includes(version)))
        problems.push(`joined: customer ${key} with a version that never was: ${seen.join(' ')}`)
    }
    return problems
  },
}

import type { SimulationCase } from '../case.ts'
import { pricesFromSource } from './prices.ts'
import { purchasesByCustomer } from './purchases.ts'
import { receiptsInBatches } from './receipts.ts'
import { stateless } from './stateless.ts'
import { totals } from './totals.ts'
import { waitingRoom } from './waiting.ts'

export const cases: readonly SimulationCase[] = [
  stateless,
  totals('rocksdb'),
  totals('memory'),
  purchasesByCustomer,
  pricesFromSource,
  waitingRoom,
  receiptsInBatches,
]

import fc from 'fast-check'
import { keys, type Where } from './domain.ts'

/** What happens; numbers name whom it happens to, by what is left of a division. */
export type Step = { readonly thenMs: number } & (
  | {
      readonly do: 'write'
      /** Groups of the rows, by key; null: deleted. */
      readonly rows: readonly (readonly [key: string, group: string | null])[]
      readonly isCommitted: boolean
      /** How long the transaction is open, and how late its marker is. */
      readonly openMs: number
      readonly markerMs: number
    }
  | {
      readonly do: 'join'
      readonly to: 'view' | 'events'
      readonly where: Where
      readonly slow: 'close' | 'conflate'
      readonly first: number
    }
  | { readonly do: 'cut' | 'stall' | 'keep' | 'goBack'; readonly who: number; readonly n: number }
  | { readonly do: 'slow'; readonly who: number; readonly ms: number }
  /** The instance ends, in order or not, and is there again later. */
  | { readonly do: 'end'; readonly instance: number; readonly isKilled: boolean; readonly awayMs: number }
  | { readonly do: 'rebalance'; readonly ms: number }
  | { readonly do: 'broker'; readonly broker: number; readonly awayMs: number }
  | { readonly do: 'leader'; readonly partition: number }
  /** The log begins later. */
  | { readonly do: 'truncate'; readonly partition: number }
  | { readonly do: 'wait' }
  /** Another generation takes the place of the live one, after so long at rest. */
  | { readonly do: 'switch'; readonly holdMs: number }
)

const ms = (max: number) => fc.integer({ min: 0, max })
const nat = fc.nat({ max: 20 })
const letter = fc.constantFrom('a', 'b', 'c', 'd')
const group = fc.constantFrom('x', 'y')
const where: fc.Arbitrary<Where> = fc.oneof(
  fc.constant({}),
  group.map(group => ({ group })),
  letter.map(letter => ({ letter })),
  fc.record({ letter, group }),
)
const thenMs = fc.oneof({ weight: 7, arbitrary: ms(40) }, { weight: 1, arbitrary: ms(1_500) })
const write = fc.record({
  do: fc.constant('write' as const),
  thenMs,
  rows: fc.array(fc.tuple(fc.constantFrom(...keys), fc.option(group, { freq: 4 })), {
    minLength: 1,
    maxLength: 5,
  }),
  isCommitted: fc.integer({ min: 0, max: 4 }).map(n => n > 0),
  openMs: ms(100),
  markerMs: ms(60),
})
const join = fc.record({
  do: fc.constant('join' as const),
  thenMs,
  to: fc.constantFrom('view' as const, 'view' as const, 'events' as const),
  where,
  slow: fc.constantFrom('close' as const, 'conflate' as const),
  first: nat,
})
const toOne = fc.record({
  do: fc.constantFrom('cut' as const, 'stall' as const, 'keep' as const, 'goBack' as const),
  thenMs,
  who: nat,
  n: nat,
})
const slow = fc.record({ do: fc.constant('slow' as const), thenMs, who: nat, ms: ms(1_200) })
const fault = fc.oneof(
  fc.record({
    do: fc.constant('end' as const),
    thenMs,
    instance: nat,
    isKilled: fc.boolean(),
    awayMs: ms(3_000),
  }),
  fc.record({ do: fc.constant('rebalance' as const), thenMs, ms: ms(8_000) }),
  fc.record({ do: fc.constant('broker' as const), thenMs, broker: nat, awayMs: ms(2_000) }),
  fc.record({ do: fc.constant('leader' as const), thenMs, partition: nat }),
  fc.record({ do: fc.constant('truncate' as const), thenMs, partition: nat }),
  fc.record({ do: fc.constant('wait' as const), thenMs: ms(15_000) }),
)

const step = fc.oneof(
  { weight: 8, arbitrary: write },
  { weight: 2, arbitrary: join },
  { weight: 1, arbitrary: slow },
  { weight: 3, arbitrary: toOne },
  { weight: 2, arbitrary: fault },
)
const length = { minLength: 20, maxLength: 80, size: 'max' } as const

export const histories: fc.Arbitrary<readonly Step[]> = fc.array(step, length)

const change = fc.record({ do: fc.constant('switch' as const), thenMs, holdMs: ms(50) })

/** Of an application with two generations. */
export const switchingHistories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof({ weight: 12, arbitrary: step }, { weight: 1, arbitrary: change }),
  length,
)

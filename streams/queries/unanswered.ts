import type { Endpoint } from './instanceEndpoint.ts'
import type { StoreSource } from './storeSource.ts'

/** What an instance said that was asked for a partition. */
export interface Said {
  readonly partition: number
  /** Null: this process. */
  readonly instance: Endpoint | null
  /** `without`: it does not have it. `silent`: no answer in time. `failed`: it could not be asked; `why` says more. */
  readonly said: 'without' | 'silent' | 'failed'
  readonly why?: string
}

/** Named in a message, at most. */
const mostNamed = 20

/** No instance that answered within the deadline has these partitions of a store. Ask again, or for a partial answer. */
export class PartitionsUnavailable extends Error {
  readonly store: string
  readonly partitions: readonly number[]
  /** Who was asked for them, in the order of the partitions, and what each said last. */
  readonly asked: readonly Said[]

  constructor(store: string, partitions: readonly number[], asked: readonly Said[] = []) {
    const named = asked.slice(0, mostNamed).map(nameOf).join('; ')
    super(
      `Store "${store}": no instance answers for partition ${partitions.join(', ')} now. Try again shortly, or ask for a partial answer.` +
        (named && ` Asked: ${named}${asked.length > mostNamed ? '; …' : ''}`),
    )
    this.name = 'PartitionsUnavailable'
    this.store = store
    this.partitions = partitions
    this.asked = asked
  }
}

function nameOf({ partition, instance, said, why }: Said): string {
  const what = { without: 'does not have it', silent: 'no answer in time', failed: why }[said]
  return `${partition}: ${instance === null ? 'here' : `${instance.host}:${instance.port}`}: ${what}`
}

/**
 * There are rows, but of these partitions none that fulfil the conditions (a lag, a position), not within the time to wait
 * either. Wait longer, or ask for less.
 */
export class ConditionNotMet extends Error {
  readonly store: string
  /** The best that was found of each. */
  readonly sources: readonly StoreSource[]

  constructor(store: string, sources: readonly StoreSource[]) {
    const partitions = sources.map(({ partition }) => partition).join(', ')
    super(
      `Store "${store}": partition ${partitions} is not as far as asked for. Wait longer, or ask for less.`,
    )
    this.name = 'ConditionNotMet'
    this.store = store
    this.sources = sources
  }
}

/** More questions wait here than may. Ask without waiting, or again shortly. */
export class TooManyWaiting extends Error {
  readonly limit: number

  constructor(limit: number) {
    super(`${limit} questions wait here already. Ask without waiting, or try again shortly.`)
    this.name = 'TooManyWaiting'
    this.limit = limit
  }
}

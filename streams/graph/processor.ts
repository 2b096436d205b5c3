import type { StoreSpec } from './storeSpec.ts'
import type { StreamRecord } from './streamRecord.ts'

/** The stores of a processor, by the name it uses for them. */
export type StoreSpecs = Readonly<Record<string, StoreSpec<unknown, unknown>>>

export type StoresOf<Specs extends StoreSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends StoreSpec<infer K, infer V>
    ? KeyValueStore<K, V>
    : never
}

/**
 * A store as a processor sees it, within one record: reads see the writes of this record and of all before it,
 * committed or not. Writes take effect when the record's processing returns; all of them or none.
 *
 * A read of what is not in memory stops the processing; the engine fetches it and runs the record again from its start
 * (so a processor must be a pure function of its record and stores). Do not catch what a read throws.
 * Values are shared, never mutate one.
 */
export interface KeyValueStore<K, V> {
  get(key: K): V | undefined
  /** The values of several keys, in their order. Those that are not in memory are fetched together: one repetition, not one each. */
  getAll(keys: readonly K[]): readonly (V | undefined)[]
  put(key: K, value: V): void
  delete(key: K): void
  /** Entries with from ≤ key < to (either may be left open), by the byte order of the serialised key. */
  range(from: K | undefined, to: K | undefined): readonly (readonly [K, V])[]
}

/**
 * The Processor API: a step with state. One object serves all partitions at once, so it keeps nothing in itself;
 * what must be remembered belongs in the stores.
 */
export interface Processor<K, V, KOut, VOut, Specs extends StoreSpecs = Record<never, never>> {
  /** Unique in the topology. */
  readonly name: string
  readonly stores?: Specs
  /** Called for each record. What it throws goes to the processing handler, and nothing of the record is kept. */
  process(record: StreamRecord<K, V>, context: ProcessorContext<KOut, VOut, Specs>): void
  /** Keys that `process` will want, so that the engine reads them in one go beforehand. Optional; only speed depends on it. */
  prefetch?(
    record: StreamRecord<K, V>,
  ): readonly { readonly store: keyof Specs & string; readonly key: unknown }[]
  /** Runs by event time (of its task) or by the injected clock. */
  readonly punctuators?: readonly Punctuator<KOut, VOut, Specs>[]
}

export interface Punctuator<KOut, VOut, Specs extends StoreSpecs> {
  readonly every: { readonly ms: number; readonly by: 'stream-time' | 'wall-clock' }
  punctuate(now: number, context: ProcessorContext<KOut, VOut, Specs>): void
}

export interface ProcessorContext<KOut, VOut, Specs extends StoreSpecs = Record<never, never>> {
  readonly applicationId: string
  readonly partition: number
  readonly stores: StoresOf<Specs>
  /** Where the record being processed came from; null inside a punctuator. */
  readonly source: RecordSource | null
  /** The greatest timestamp this task has seen; −1 before the first record. */
  readonly streamTime: number
  /** Hands a record to the steps that follow. Timestamp and headers default to those of the record being processed. */
  forward(key: KOut, value: VOut, options?: ForwardOptions): void
}

export interface ForwardOptions {
  readonly timestamp?: number
  readonly headers?: StreamRecord<unknown, unknown>['headers']
}

export interface RecordSource {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

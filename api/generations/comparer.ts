import {
  type Coordinator,
  compareOutputs,
  compareStores,
  type Generation,
  type OutputRecord,
  type QuietCut,
  shadowTopic,
} from 'millrace'
import { type Kafka, partitionsOf } from 'millrace/wire'
import { isOwn } from '../../topology/origin.ts'
import { publishedTopics } from '../../topology/published.ts'
import { originOf } from '../originOf.ts'
import type { Comparison, OutputOfTopic } from './comparison.ts'
import { HttpCutReader } from './httpCutReader.ts'

export interface ComparerOptions {
  readonly coordinator: Coordinator
  readonly kafka: Kafka
  /** The application's own name. */
  readonly applicationId: string
  readonly stores: readonly string[]
  /** Of every store. */
  readonly partitions: number
  /** What the instances know us by. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether they are asked by https. */
  readonly isSecure: boolean
}

/** Two generations as they stood still at a cut. What is kept of it can be looked at after they went on. */
export interface Still {
  readonly cut: QuietCut
  readonly left: HttpCutReader
  readonly right: HttpCutReader
  /** How far every output topic was, by topic. */
  readonly ends: ReadonlyMap<string, readonly number[]>
}

/** Compares what two generations hold and have published. */
export class Comparer {
  readonly #options: ComparerOptions

  constructor(options: ComparerOptions) {
    this.#options = options
  }

  /** At a cut of its own. Rejects as the coordinator does, and where an instance does not answer. */
  async compare(left: Generation, right: Generation): Promise<Comparison> {
    const { coordinator } = this.#options
    const { value, heldMs } = await coordinator.cut({
      generations: [left.number, right.number],
      whenQuiet: cut => this.still(cut, left, right),
    })
    return this.compareStill(value, left, right, heldMs)
  }

  /** To be called while both stand still; to be closed. */
  async still(cut: QuietCut, left: Generation, right: Generation): Promise<Still> {
    const [ofLeft, ofRight] = await Promise.all([this.#reader(cut, left), this.#reader(cut, right)])
    const [ends] = await Promise.all([this.#ends(right), ofLeft.hashes(), ofRight.hashes()])
    return { cut, left: ofLeft, right: ofRight, ends }
  }

  /** Whether all stores that can be compared have the same hashes. */
  async isSame({ left, right }: Still): Promise<boolean> {
    const compared = async (reader: HttpCutReader) =>
      (await reader.hashes())
        .filter(({ comparable }) => comparable)
        .map(({ store, partition, hash }) => `${store}/${partition} ${hash}`)
        .sort()
        .join()
    return (await compared(left)) === (await compared(right))
  }

  async compareStill(still: Still, left: Generation, right: Generation, heldMs: number): Promise<Comparison> {
    const stores = await compareStores(still.left, still.right)
    await Promise.all([still.left.close(), still.right.close()])
    const outputs = right.outputs === 'shadow' ? await this.#outputs(still, right) : []
    return {
      cut: still.cut.id,
      left: left.number,
      right: right.number,
      at: new Date().toISOString(),
      heldMs,
      positions: Object.fromEntries(still.cut.positions),
      records: [...still.cut.positions.values()].reduce((sum, position) => sum + position, 0),
      isEqual: stores.every(({ verdict }) => verdict === 'equal' || verdict === 'incomparable'),
      stores,
      outputs,
    }
  }

  async #reader({ id }: QuietCut, generation: Generation): Promise<HttpCutReader> {
    const { kafka, headers, isSecure, stores, partitions } = this.#options
    const group = await kafka.describeStreamsGroup(generation.id)
    const origins = (group?.members ?? []).flatMap(({ userEndpoint }) =>
      userEndpoint ? [originOf(userEndpoint, isSecure)] : [],
    )
    return new HttpCutReader({ cut: id, origins, headers, stores, partitions })
  }

  async #ends(right: Generation): Promise<ReadonlyMap<string, readonly number[]>> {
    const { kafka } = this.#options
    const names = publishedTopics.flatMap(topic => [topic, shadowTopic(right.id, topic)])
    const { topics } = await kafka.metadata(names)
    const partitions = names.flatMap(topic => (topics.get(topic) ? partitionsOf(topics.get(topic)) : []))
    const ends = new Map<string, number[]>()
    // Nothing is open at a quiet cut, but the last markers may be on their way.
    for (const { topic, partition, offset } of await kafka.listOffsets(partitions, 'latest')) {
      const all = ends.get(topic) ?? []
      all[partition] = offset
      ends.set(topic, all)
    }
    return ends
  }

  async #outputs({ ends }: Still, right: Generation): Promise<readonly OutputOfTopic[]> {
    const { kafka, applicationId } = this.#options
    const outputs: OutputOfTopic[] = []
    const side = (topic: string) => ({ topic, upTo: ends.get(topic) ?? [] })
    for (const topic of publishedTopics) {
      // Others write there too.
      const ours = {
        ...side(topic),
        accept: (headers: Parameters<typeof isOwn>[0]) => isOwn(headers, applicationId),
      }
      const compared = await compareOutputs(kafka, ours, side(shadowTopic(right.id, topic)), { idOf })
      outputs.push({ topic, ...compared })
    }
    return outputs
  }
}

function idOf({ key, value }: OutputRecord): string {
  const event = JSON.parse(value?.toString() ?? '{}') as { readonly eventId?: string }
  return event.eventId ?? key?.toString() ?? ''
}

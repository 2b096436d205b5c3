import type { Producer, TopicPartition, TransactionState } from '../../../wire/kafka.ts'
import type { Simulator } from '../simulator.ts'
import type { ClusterOptions } from './clusterOptions.ts'
import { refusal } from './refusal.ts'

type State = 'Empty' | 'Ongoing' | 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort'

interface Transaction {
  readonly id: string
  readonly producerId: number
  epoch: number
  /** The epoch before, where its owner may still claim the id (KIP-360); −1: nobody may. */
  lastEpoch: number
  timeoutMs: number
  state: State
  /** Counts transactions, for timers that come late. */
  number: number
  readonly partitions: Map<string, TopicPartition>
}

/** False: the partition's leader is away, try again later. */
export type MarkerWriter = (
  partition: TopicPartition,
  end: 'commit' | 'abort',
  producerId: number,
  epoch: number,
) => boolean

/** How long a coordinator waits before it tries a leader again. */
const markerRetryMs = 20

/** All transaction coordinators of the cluster, with transactions of version 1. */
export class TransactionCoordinator {
  readonly #simulator: Simulator
  readonly #options: ClusterOptions
  readonly #writeMarker: MarkerWriter
  readonly #transactions = new Map<string, Transaction>()
  #nextProducerId = 1_000
  /** One marker in so many is late; settable while it runs. */
  lateMarkerChance: number
  /** One marker in so many is lost though its transaction counts as complete. */
  lostMarkerChance = 0
  /** Whatever ends counts as complete at once, and no partition gets a marker. */
  skipsMarkers = false
  /** Whether one that was to be committed ended so. */
  hasLostCommits = false

  constructor(simulator: Simulator, options: ClusterOptions, writeMarker: MarkerWriter) {
    this.#simulator = simulator
    this.#options = options
    this.#writeMarker = writeMarker
    this.lateMarkerChance = options.lateMarkerChance
  }

  /**
   * An open transaction is aborted first, and the answer is CONCURRENT_TRANSACTIONS until that is done. As on a real one, so
   * does also a `previous` that is refused in the end.
   */
  initProducerId(id: string, timeoutMs: number, previous?: Producer): Producer {
    const known = this.#transactions.get(id)
    if (!known) previous = undefined
    const transaction = known ?? this.#create(id)
    if (previous && previous.producerId !== transaction.producerId) throw refusal('PRODUCER_FENCED', id)
    switch (transaction.state) {
      case 'PrepareCommit':
      case 'PrepareAbort':
        throw refusal('CONCURRENT_TRANSACTIONS', id)
      case 'Ongoing':
        this.#fence(transaction)
        throw refusal('CONCURRENT_TRANSACTIONS', id)
    }
    if (!previous || previous.producerEpoch === transaction.epoch) {
      transaction.lastEpoch = previous ? transaction.epoch : -1
      transaction.epoch++
    } else if (previous.producerEpoch !== transaction.lastEpoch) {
      throw refusal('PRODUCER_FENCED', id)
    }
    transaction.timeoutMs = timeoutMs
    transaction.state = 'Empty'
    return { transactionalId: id, producerId: transaction.producerId, producerEpoch: transaction.epoch }
  }

  addPartitions(producer: Producer, partitions: readonly TopicPartition[]): void {
    const transaction = this.#owned(producer)
    if (transaction.state === 'PrepareCommit' || transaction.state === 'PrepareAbort')
      throw refusal('CONCURRENT_TRANSACTIONS', transaction.id)
    if (transaction.state !== 'Ongoing') this.#begin(transaction)
    for (const partition of partitions) transaction.partitions.set(keyOf(partition), partition)
  }

  /** What a leader asks before it lets a batch open a transaction. */
  verify(id: string, producerId: number, epoch: number, partition: TopicPartition): void {
    const transaction = this.#transactions.get(id)
    if (transaction?.producerId !== producerId) throw refusal('INVALID_PRODUCER_ID_MAPPING', id)
    if (transaction.epoch !== epoch) throw refusal('INVALID_PRODUCER_EPOCH', id)
    if (transaction.state === 'PrepareCommit' || transaction.state === 'PrepareAbort')
      throw refusal('CONCURRENT_TRANSACTIONS', id)
    if (transaction.state !== 'Ongoing' || !transaction.partitions.has(keyOf(partition)))
      throw refusal('TRANSACTION_ABORTABLE', id)
  }

  /** Answers once the outcome is decided; the markers come later. */
  end(producer: Producer, commit: boolean): void {
    const transaction = this.#owned(producer)
    const [prepare, complete]: [State, State] = commit
      ? ['PrepareCommit', 'CompleteCommit']
      : ['PrepareAbort', 'CompleteAbort']
    switch (transaction.state) {
      case 'Ongoing':
        this.#decide(transaction, commit ? 'commit' : 'abort')
        return
      case complete:
        return
      case prepare:
        throw refusal('CONCURRENT_TRANSACTIONS', transaction.id)
      default:
        throw refusal('INVALID_TXN_STATE', `${transaction.id} is ${transaction.state}`)
    }
  }

  state(id: string): TransactionState | null {
    const transaction = this.#transactions.get(id)
    if (!transaction) return null
    return {
      state: transaction.state,
      producerId: transaction.producerId,
      producerEpoch: transaction.epoch,
    }
  }

  idsOf(producerIds: readonly number[]): readonly string[] {
    return [...this.#transactions.values()]
      .filter(({ producerId }) => producerIds.includes(producerId))
      .map(({ id }) => id)
  }

  #create(id: string): Transaction {
    const transaction: Transaction = {
      id,
      producerId: this.#nextProducerId++,
      epoch: -1,
      lastEpoch: -1,
      timeoutMs: 0,
      state: 'Empty',
      number: 0,
      partitions: new Map(),
    }
    this.#transactions.set(id, transaction)
    return transaction
  }

  #owned({ transactionalId, producerId, producerEpoch }: Producer): Transaction {
    const transaction = this.#transactions.get(transactionalId)
    if (transaction?.producerId !== producerId) throw refusal('INVALID_PRODUCER_ID_MAPPING', transactionalId)
    if (transaction.epoch !== producerEpoch) throw refusal('PRODUCER_FENCED', transactionalId)
    return transaction
  }

  #begin(transaction: Transaction): void {
    const { random } = this.#simulator
    const number = ++transaction.number
    transaction.state = 'Ongoing'
    transaction.partitions.clear()
    this.#simulator.schedule(
      transaction.timeoutMs + random.between(0, this.#options.transactionSweepMs),
      () => {
        if (transaction.state === 'Ongoing' && transaction.number === number) this.#fence(transaction)
      },
    )
  }

  /** Aborts under a new epoch. The owner may still claim it with the epoch it had. */
  #fence(transaction: Transaction): void {
    transaction.lastEpoch = transaction.epoch
    transaction.epoch++
    this.#decide(transaction, 'abort')
  }

  #decide(transaction: Transaction, end: 'commit' | 'abort'): void {
    transaction.state = end === 'commit' ? 'PrepareCommit' : 'PrepareAbort'
    const { epoch, producerId } = transaction
    if (this.skipsMarkers) {
      this.hasLostCommits ||= end === 'commit'
      transaction.partitions.clear()
      transaction.state = end === 'commit' ? 'CompleteCommit' : 'CompleteAbort'
      return
    }
    let left = transaction.partitions.size
    const written = () => {
      if (--left > 0) return
      transaction.partitions.clear()
      transaction.state = end === 'commit' ? 'CompleteCommit' : 'CompleteAbort'
    }
    for (const partition of transaction.partitions.values()) {
      const write = () => {
        if (this.#writeMarker(partition, end, producerId, epoch)) written()
        else this.#simulator.schedule(markerRetryMs, write)
      }
      const lost = this.#simulator.random.chance(this.lostMarkerChance)
      this.#simulator.schedule(this.#markerDelay(), lost ? written : write)
    }
  }

  #markerDelay(): number {
    const { random } = this.#simulator
    const [least, most] = this.#options.markerMs
    const late = random.chance(this.lateMarkerChance)
    return late ? random.next() * this.#options.lateMarkerMs : least + random.next() * (most - least)
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}\0${partition}`
}

import type { FeedSubscription } from '../../client/index.ts'
import { Follower } from './follower.ts'
import type { ModelClient, ModelClientOptions } from './modelClient.ts'
import type { CommittedLog } from './world.ts'

/** A client that follows the view. */
export class TableClient implements ModelClient {
  readonly #options: ModelClientOptions
  readonly #kept: { readonly token: string; readonly follower: Follower }[] = []
  /** Of those before it went back. */
  readonly #problems: string[] = []
  #follower: Follower
  #snapshots = 0
  #subscription: FeedSubscription

  constructor(options: ModelClientOptions, logs: readonly CommittedLog[]) {
    this.#options = options
    this.#follower = new Follower(logs, options.where, options.slow === 'close')
    this.#subscription = this.#subscribe(null)
  }

  keep(): void {
    const { token } = this.#subscription
    if (token !== null) this.#kept.push({ token, follower: this.#follower.clone() })
  }

  goBack(to: number, mayBe: (token: string) => boolean = () => true): void {
    const fitting = this.#kept.filter(({ token }) => mayBe(token))
    const kept = fitting[to % Math.max(1, fitting.length)]
    if (!kept) return
    this.#subscription.close()
    this.#problems.push(...this.#follower.problems)
    this.#follower = kept.follower.clone()
    this.#subscription = this.#subscribe(kept.token)
  }

  get token(): string | null {
    return this.#subscription.token
  }

  slow(): void {}

  look(): void {}

  get begun(): number {
    return this.#snapshots
  }

  get isDone(): boolean {
    return this.#subscription.state === 'live' && this.#follower.missing().length === 0
  }

  end(): readonly string[] {
    const { state } = this.#subscription
    const ending = state === 'live' ? [] : [`it ends ${state}`]
    return [...this.#problems, ...this.#follower.problems, ...this.#follower.missing(), ...ending]
  }

  #subscribe(resume: string | null): FeedSubscription {
    const { client, where, slow, told, count } = this.#options
    const follower = this.#follower
    return client.subscribe(
      { view: 'rows', where, slow, resume },
      {
        onRows: (rows, reason) => {
          count(`snapshot: ${reason}`, 1)
          this.#snapshots++
          told(`rows (${reason}): ${JSON.stringify([...rows])}`)
          follower.onRows(rows)
        },
        onChanges: changes => {
          count('changes', changes.length)
          told(`changes: ${JSON.stringify(changes)}`)
          follower.onChanges(changes)
        },
        onState: state => told(state),
        onRefused: ({ message }) => follower.problems.push(message),
      },
    )
  }
}

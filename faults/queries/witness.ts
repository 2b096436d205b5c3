/** What an answer says of a thing: how far it has come. Things only ever go on. */
export interface Fact {
  /** Which row of which view. */
  readonly thing: string
  /** A greater one is a later one; 0: it is not there. */
  readonly rank: number
}

/** When an answer was given, and how old it may be. Times of one clock, ms. */
export interface AnswerTimes {
  readonly sent: number
  readonly received: number
  /** `active`: it is as of now. A number: by its own word all that was committed so many ms before it is in it. Null: no word. */
  readonly age: 'active' | number | null
}

interface Told {
  readonly at: number
  readonly rank: number
}

/**
 * Has heard every answer, and knows what none that is given later may deny: what was once committed and seen stays so. It
 * shares nothing with what answers.
 */
export class Witness {
  readonly #told = new Map<string, Told[]>()
  readonly #written: Map<string, number>
  /** Things in answers that were judged. */
  facts = 0

  /** `of`: what was written is the same, and nothing has been heard yet. */
  constructor(of?: Witness) {
    this.#written = of ? of.#written : new Map()
  }

  /** The input makes it come so far, and no further. */
  write(thing: string, rank: number): void {
    this.#written.set(thing, Math.max(rank, this.#written.get(thing) ?? 0))
  }

  /** Every thing of a view (its name stands before the `/`) that somebody has seen by then. */
  known(prefix: string, by: number): readonly string[] {
    return [...this.#told.keys()].filter(thing => thing.startsWith(prefix) && this.#rankAt(thing, by) > 0)
  }

  /** What is wrong with an answer, a line each. `all`: every thing with this prefix is in it, or it says that there is none. */
  judge(facts: readonly Fact[], { sent, received, age }: AnswerTimes, all: string | null): readonly string[] {
    const asOf = age === 'active' ? sent : age === null ? Number.NEGATIVE_INFINITY : sent - age
    const wrong: string[] = []
    const said = new Map(facts.map(({ thing, rank }) => [thing, rank]))
    if (all !== null) for (const thing of this.known(all, asOf)) if (!said.has(thing)) said.set(thing, 0)
    for (const [thing, rank] of said) {
      this.facts++
      const before = this.#rankAt(thing, asOf)
      if (rank < before) wrong.push(`${thing} is at ${rank} and was at ${before} (${agedText(age)})`)
      const most = this.#written.get(thing) ?? 0
      if (rank > most) wrong.push(`${thing} is at ${rank}, and nobody has written more than ${most}`)
      // A standby may be ahead of the instance that it follows, for the moment which that takes to write its state.
      if (rank > 0) this.#hear(thing, rank, age === 'active' ? received : received + aheadMs)
    }
    return wrong
  }

  #hear(thing: string, rank: number, at: number): void {
    const told = this.#told.get(thing) ?? []
    this.#told.set(thing, told)
    if (told.some(each => each.rank >= rank && each.at <= at)) return
    told.push({ at, rank })
    if (told.length > kept) told.shift()
  }

  #rankAt(thing: string, by: number): number {
    let rank = 0
    for (const each of this.#told.get(thing) ?? []) if (each.at <= by && each.rank > rank) rank = each.rank
    return rank
  }
}

const kept = 200
const aheadMs = 2_000

const agedText = (age: AnswerTimes['age']) =>
  age === 'active' ? 'active' : `standby, behind ${age ?? '?'} ms`

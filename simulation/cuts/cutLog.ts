import type { CutControl, KafkaStreams } from 'millrace'
import type { Random, SimulatedProgram } from 'millrace/testing'

/**
 * What all instances are told, in one order: as a log that each reads from its begin before it starts and before it opens a task, and
 * follows, late, while it runs.
 */
export class CutLog {
  readonly #entries: ((control: CutControl) => void)[] = []
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  say(entry: (control: CutControl) => void): void {
    this.#entries.push(entry)
  }

  readonly program: SimulatedProgram = (_, time) => {
    let next = 0
    let streams: KafkaStreams | null = null
    const read = () => {
      while (streams !== null && next < this.#entries.length) this.#entries[next++]!(streams)
    }
    const follow = (): void => {
      time.after(this.#random.between(1, 300), () => {
        read()
        follow()
      })
    }
    return {
      streams: {
        catchUp: async () => {
          await time.sleep(this.#random.between(1, 50))
          read()
        },
      },
      made: made => {
        streams = made
        read()
        follow()
      },
    }
  }
}

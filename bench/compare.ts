import type { RunningBroker } from '../broker/runningBroker.ts'
import { bench } from './bench.ts'
import type { Turn } from './comparison.ts'
import type { Engine } from './engine.ts'
import type { BenchOptions } from './options.ts'

/** Both run all phases on one broker, turn about. Who begins changes from turn to turn: nobody always finds the warmer broker. */
export async function compare(
  broker: RunningBroker,
  engines: { readonly millrace: Engine; readonly peer: Engine },
  options: Pick<BenchOptions, 'size' | 'only'>,
  turns: number,
): Promise<readonly Turn[]> {
  const all: Turn[] = []
  for (let turn = 0; turn < turns; turn++) {
    const say = (who: string) => process.stderr.write(`Turn ${turn + 1} of ${turns}: ${who}\n`)
    const run = (engine: Engine) => {
      say(engine.name)
      return bench(broker, engine, options)
    }
    if (turn % 2 === 0) {
      const millrace = await run(engines.millrace)
      all.push({ millrace, peer: await run(engines.peer) })
    } else {
      const peer = await run(engines.peer)
      all.push({ peer, millrace: await run(engines.millrace) })
    }
  }
  return all
}

import { setTimeout as sleep } from 'node:timers/promises'
import { GenerationLog, StreamsError } from 'millrace'
import { type CabinetAppOptions, startCabinet } from './cabinetApp.ts'
import { type Connection, connect } from './connect.ts'
import type { Serving } from './serving.ts'
import { StartError } from './startError.ts'

export interface ThroughResetsOptions extends CabinetAppOptions {
  /** Tells whoever waits for the start why it does not come. */
  readonly note: (text: string) => void
  /** Aborted: it does not wait any longer. */
  readonly stopping: AbortSignal
}

/**
 * The cabinet in this process, through resets: told to stop for one it stops, and starts again when that is done. Its API does
 * not answer meanwhile.
 */
export async function startThroughResets(options: ThroughResetsOptions): Promise<Serving> {
  const { config, brokers, logger } = options
  const connection = await connect(config, brokers)
  const start = async () => {
    await resetOver(options, connection)
    return startCabinet({ ...options, connection })
  }
  let app = await start().catch(async error => {
    await connection.close()
    throw error
  })
  let isStopped = false
  const follow = async () => {
    for (;;) {
      try {
        return await app.done
      } catch (error) {
        if (!(error instanceof StreamsError) || error.code !== 'GENERATION_RESET' || isStopped) throw error
        logger.warn({ reason: error.message }, 'stopped for a reset; starts again when it is done')
        await app.stop()
        app = await start()
        if (isStopped) await app.stop()
        else logger.info({}, 'started again after a reset')
      }
    }
  }
  const done = follow()
  done.catch(() => {})
  return {
    connection,
    url: app.url,
    done,
    isReady: () => app.isReady(),
    stop: async () => {
      isStopped = true
      await app.stop()
      await connection.close()
    },
  }
}

const lookEveryMs = 500

async function resetOver(
  { config, note, stopping }: ThroughResetsOptions,
  { kafka }: Connection,
): Promise<void> {
  const log = new GenerationLog({ kafka, applicationId: config.APPLICATION_ID })
  for (let told = false; ; told = true) {
    const { reset } = await log.read()
    if (reset === null) return
    if (stopping.aborted)
      throw new StartError('Stopped. The reset is not finished: npx cabinet reset completes it.')
    if (!told)
      note(`A reset (run ${reset.run}) is under way: waiting for it. If nobody does it: npx cabinet reset`)
    await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {})
  }
}

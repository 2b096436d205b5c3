import { StreamsError } from 'millrace'
import { type CabinetAppOptions, startCabinet } from './cabinetApp.ts'
import { connect } from './connect.ts'
import type { Serving } from './serving.ts'

/**
 * The cabinet in this process, through resets: told to stop for one it stops, and starts again when that is done. Its API does
 * not answer meanwhile.
 */
export async function startThroughResets(options: CabinetAppOptions): Promise<Serving> {
  const { config, brokers, logger } = options
  const connection = await connect(config, brokers)
  const start = () => startCabinet({ ...options, connection })
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

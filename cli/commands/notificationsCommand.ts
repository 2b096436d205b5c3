import { findBroker } from '../../broker/findBroker.ts'
import { silentProgress, terminalProgress } from '../../broker/progress.ts'
import { readConfig } from '../../config/readConfig.ts'
import { logging } from '../logging.ts'
import { startNotifications } from '../notifications/notificationsApp.ts'
import { root } from '../root.ts'
import { stopSignal } from '../stopSignal.ts'

/** `cabinet notifications`: the worker by itself, until it is told to stop. */
export async function notificationsCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  const stopping = stopSignal(() => {})
  const config = readConfig()
  const { logger, place, flush } = logging(config, { worker: 'notifications' })
  const broker = await findBroker({ root, progress: json ? silentProgress : terminalProgress() })
  try {
    const app = await startNotifications({ config, brokers: broker.brokers, logger })
    try {
      const { url } = app
      const channel = config.NOTIFICATION_CHANNEL
      if (json) console.log(JSON.stringify({ url, channel, log: place }))
      else
        console.log(
          `Notifications go to: ${channel}. Metrics: ${url}/metrics. Log: ${place}. Ctrl-C stops it.`,
        )
      const told = new Promise<void>(done => stopping.addEventListener('abort', () => done(), { once: true }))
      if (!stopping.aborted) await Promise.race([app.done, told])
    } finally {
      await app.stop()
    }
  } finally {
    await broker.stop()
    flush()
  }
  return 0
}

// `node cli/instance.ts <number>`: one instance under the supervisor of `cabinet start --instances`.
import { setTimeout } from 'node:timers/promises'
import { readConfig } from '../config/readConfig.ts'
import { underSupervision } from '../supervisor/underSupervision.ts'
import { startCabinet } from './cabinetApp.ts'
import { explain } from './explain.ts'
import { logging } from './logging.ts'
import { wouldRepeat } from './wouldRepeat.ts'

const config = readConfig()
const supervision = underSupervision(config.STOP_TIMEOUT_MS)
const { stopping } = supervision
const { logger, flush } = logging(config, Number(process.argv[2]))
try {
  const brokers = (config.KAFKA_BROKERS ?? '').split(',')
  const app = await startCabinet({ config, brokers, logger })
  const failed = app.done.then(() => {})
  failed.catch(() => {})
  let ready = false
  while (!stopping.aborted) {
    if ((await app.isReady()) !== ready) {
      ready = !ready
      await supervision.tell({ type: 'ready', ready })
    }
    await Promise.race([failed, setTimeout(50, undefined, { signal: stopping }).catch(() => {})])
  }
  await app.stop({ leave: supervision.leave })
  flush()
  process.exit(0)
} catch (error) {
  await supervision.tell({ type: 'failing', reason: explain(error), retry: !wouldRepeat(error) })
  flush()
  process.exit(1)
}

// `node cli/notifications/worker.ts`: the notifications worker that `npm start` runs beside the cabinet.
import { runUnderSupervision } from '../runUnderSupervision.ts'
import { startNotifications } from './notificationsApp.ts'

await runUnderSupervision({ worker: 'notifications' }, startNotifications)

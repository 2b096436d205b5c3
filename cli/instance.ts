// `node cli/instance.ts <number>`: one instance under the supervisor of `cabinet start --instances`.
import { startCabinet } from './cabinetApp.ts'
import { runUnderSupervision } from './runUnderSupervision.ts'

await runUnderSupervision({ instance: Number(process.argv[2]) }, startCabinet)

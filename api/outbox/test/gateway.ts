// `node gateway.ts <folder> <brokers> <application>`: the API with an outbox, over no streams. Says its address when it listens.
import { connectKafka } from 'millrace'
import { buildApi } from '../../buildApi.ts'
import { Publisher } from '../../commands/publisher.ts'
import { FakeInstance } from '../../test/fakeInstance.ts'
import { CommandOutbox } from '../commandOutbox.ts'
import { silent } from './entries.ts'

const [folder, brokers, applicationId] = process.argv.slice(2) as [string, string, string]
const kafka = await connectKafka({
  brokers: brokers.split(','),
  clientId: 'gateway-test',
  requestTimeoutMs: 1_000,
})
const outbox = await CommandOutbox.open({
  folder,
  maxRecords: 100_000,
  maxBytes: 1 << 26,
  kafka,
  applicationId,
  log: silent,
})
const unused = async () => {
  throw new Error('not here')
}
const api = await buildApi({
  instance: new FakeInstance(),
  applicationId,
  publisher: new Publisher(kafka),
  deadLetters: { list: unused, get: unused, replay: unused, discard: unused },
  explain: unused,
  generations: {
    list: unused,
    compare: unused,
    switchTo: unused,
    rollback: unused,
    retire: unused,
    abandon: unused,
  },
  outbox,
  partitions: 3,
  endpoint: { host: '127.0.0.1', port: 1 },
  zone: 'Africa/Casablanca',
})
console.log(await api.listen({ host: '127.0.0.1', port: 0 }))
process.once('SIGTERM', async () => {
  await api.close()
  await outbox.close()
  await kafka.close()
})

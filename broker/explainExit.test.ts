import { expect, test } from 'vitest'
import { explainExit } from './explainExit.ts'

const exit = {
  logFile: '/d/broker.log',
  folder: '/d/logs',
  port: 29092,
  heapMegabytes: 768,
  availableMegabytes: 400,
}

test.each([
  [
    '# There is insufficient memory for the Java Runtime Environment to continue.',
    /heap of 768 MB.*400 MB are available/,
  ],
  [
    'Error occurred during initialization of VM\nCould not reserve enough space for object heap',
    /KAFKA_HEAP=/,
  ],
  ['java.io.IOException: No space left on device', /\/d\/logs is full/],
  [
    'org.apache.kafka.common.KafkaException: Socket server failed to bind: Address already in use',
    /Port 29092 is taken/,
  ],
  [
    'KafkaException: Failed to acquire lock on file .lock in /d/logs',
    /Another Kafka process is using \/d\/logs/,
  ],
  [
    'RuntimeException: Invalid cluster.id in: /d/logs/meta.properties. Expected a, but read b',
    /another cluster.*Expected a/,
  ],
])('a log with %j is explained', (log, message) => {
  expect(explainExit({ ...exit, log: `first line\n${log}\nlast line` })).toMatch(message)
})

test('an unknown end shows the last lines of the log, and where it is', () => {
  const log = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n')
  const message = explainExit({ ...exit, log })
  expect(message).toContain('/d/broker.log')
  expect(message).toContain('line 39')
  expect(message).not.toContain('line 20')
})

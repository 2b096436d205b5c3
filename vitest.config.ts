import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const needsKafka = ['**/*.broker.test.ts', 'test/broker/**/*.test.ts']
const ignored = ['**/node_modules/**', 'data/**']
/** A core stays free for the broker, and for what tests start: with two files at once on two cores, timeouts are a matter of luck. */
const maxWorkers = Math.max(1, availableParallelism() - 1)

/** Two groups, one after the other: a run of what needs no Kafka starts none. */
export default defineConfig({
  test: {
    reporters: ['default', './test/setup/totalsReporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers,
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['**/*.test.ts'],
          exclude: [...needsKafka, ...ignored],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'kafka',
          include: needsKafka,
          exclude: ignored,
          // One Kafka for the run; test/setup/broker.ts tells tests where it is.
          globalSetup: ['test/setup/globalSetup.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const needsKafka = ['**/*.broker.test.ts', 'test/broker/**/*.test.ts']
const ignored = ['**/node_modules/**', 'data/**']
const cores = availableParallelism()

/** Two groups, one after the other: what needs nobody has all cores; what needs Kafka leaves it one. */
export default defineConfig({
  test: {
    reporters: ['default', './test/setup/totalsReporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['**/*.test.ts'],
          exclude: [...needsKafka, ...ignored],
          maxWorkers: cores,
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
          // On two cores, two files at once and a JVM make timeouts a matter of luck.
          maxWorkers: Math.max(1, cores - 1),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

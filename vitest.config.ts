import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'data/**'],
    // One Kafka for the run; test/setup/broker.ts tells tests where it is.
    globalSetup: ['test/setup/globalSetup.ts'],
    reporters: ['default', './test/setup/totalsReporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // A core stays free for the broker: on two cores, two files at once and a JVM make timeouts a matter of luck.
    maxWorkers: Math.max(1, availableParallelism() - 1),
  },
})

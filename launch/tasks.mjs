/**
 * What `npm run <task>` runs. `rocksdb` says that the task opens state stores, so that a machine which cannot load
 * the native library hears of it before anything is started.
 */
export const tasks = {
  start: { entry: 'cli/start.ts', rocksdb: true },
  test: { entry: 'launch/testTask.ts', rocksdb: true },
  console: { entry: 'api/console/build.ts', rocksdb: false },
  screenshots: { entry: 'test/console/takePictures.ts', rocksdb: false },
  check: { entry: 'launch/checkTask.ts', rocksdb: false },
  bench: { entry: 'bench/main.ts', rocksdb: true },
  'bench:large-state': { entry: 'bench/largeState/main.ts', rocksdb: true },
  faults: { entry: 'faults/main.ts', rocksdb: true },
  dashboards: { entry: 'grafana/main.ts', rocksdb: false },
  schemas: { entry: 'events/schemas/main.ts', rocksdb: false },
  simulate: { entry: 'simulation/main.ts', rocksdb: true },
}

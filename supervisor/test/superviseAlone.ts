import { join } from 'node:path'
import { Supervisor } from '../supervisor.ts'

/** Two children under this process; calls with their process ids when both are ready. One of them hangs when told to end. */
export function supervise(ready: (pids: readonly (number | null)[]) => void): void {
  const supervisor: Supervisor = new Supervisor({
    instances: 2,
    port: 20_000 + Math.floor(Math.random() * 10_000),
    command: (instance, port) => ({
      module: join(import.meta.dirname, 'program.ts'),
      args: [],
      environment: { PORT: String(port), NAME: String(instance), DOES: instance === 1 ? 'serve' : 'hang' },
    }),
    leave: async () => {},
    log: { info() {}, warn() {}, error() {} },
    changed: () => {
      if (supervisor.instances.every(({ state }) => state === 'READY'))
        ready(supervisor.instances.map(({ pid }) => pid))
    },
  })
  supervisor.start()
}

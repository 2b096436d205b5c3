import { setTimeout } from 'node:timers/promises'
import { askStatus, type SupervisedStatus } from '../askStatus.ts'
import { StartError } from '../startError.ts'
import { instanceLine } from '../tellChanges.ts'

/** `cabinet restart`: tells the supervisor by a signal, which only its own user may send, and follows until it is done. */
export async function restartCommand({ json = false }: { readonly json?: boolean }): Promise<number> {
  const before = await supervised()
  process.kill(before.pid, 'SIGUSR2')
  let told = ''
  for (;;) {
    await setTimeout(100)
    const now = await supervised()
    const line = now.instances.map(instanceLine).join('  |  ')
    if (!json && line !== told) console.error(line)
    told = line
    const replaced = now.instances.every(({ pid }, index) => pid !== before.instances[index]?.pid)
    if (!now.restarting && (replaced || now.instances.some(({ state }) => state !== 'READY'))) {
      const done = replaced && now.state === 'READY'
      if (json)
        console.log(JSON.stringify({ done, instances: now.instances.map(({ status, ...each }) => each) }))
      else
        console.log(done ? 'All instances were replaced.' : 'Not all instances came back; the log says why.')
      return done ? 0 : 1
    }
  }
}

async function supervised(): Promise<SupervisedStatus> {
  const status = await askStatus()
  if ('instances' in status) return status
  throw new StartError(
    'This cabinet is a single process: stop it and start it again. With npm start -- --instances it has several, which are restarted one after the other.',
  )
}

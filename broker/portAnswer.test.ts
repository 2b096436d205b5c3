import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { askPort } from './portAnswer.ts'
import { portHolder } from './portHolder.ts'
import { portIsFree, twoFreePorts } from './ports.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** Listens on a free port and sends `answer` to whoever says something. */
async function listening(answer?: Buffer): Promise<number> {
  const [port] = await twoFreePorts()
  server = createServer(socket => {
    socket.on('error', () => undefined)
    if (answer) socket.on('data', () => socket.write(answer))
  })
  await new Promise<void>(resolve => server!.listen(port, '127.0.0.1', resolve))
  return port
}

test('a port where nobody listens is closed, and free', async () => {
  const [port] = await twoFreePorts()
  expect(await askPort('127.0.0.1', port)).toEqual({ kind: 'closed' })
  expect(await portIsFree(port)).toBe(true)
})

test('a server that says something else is foreign, and so is one that says nothing', async () => {
  const port = await listening(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect(await askPort('127.0.0.1', port)).toEqual({ kind: 'foreign' })
  server?.close()
  expect(await askPort('127.0.0.1', await listening(), 100)).toEqual({ kind: 'foreign' })
})

test('a taken port is not free, and on Linux its holder has a name', async () => {
  const port = await listening()
  expect(await portIsFree(port)).toBe(false)
  if (process.platform === 'linux') expect(portHolder(port)).toContain(`(process ${process.pid})`)
})

import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeApi } from '../api/test/fakeApi.ts'
import { listen } from './listen.ts'

const holder = createServer()
let port = 0
beforeAll(async () => {
  await new Promise<void>(resolve => holder.listen(0, '127.0.0.1', resolve))
  port = (holder.address() as { port: number }).port
})
afterAll(() => new Promise(resolve => holder.close(resolve)))

test('a port in use is told with its holder and the way out', async () => {
  const { api } = await fakeApi()
  await expect(listen(api, { HOST: '127.0.0.1', PORT: port })).rejects.toThrow(
    new RegExp(`Port ${port} is taken by [^]*PORT=\\d+ npm start`),
  )
})

test('an address of another machine is told as such', async () => {
  const { api } = await fakeApi()
  await expect(listen(api, { HOST: '192.0.2.1', PORT: port })).rejects.toThrow(
    /HOST=192.0.2.1 is no address of this machine/,
  )
})

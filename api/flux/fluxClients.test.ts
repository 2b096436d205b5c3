import { expect, test, vi } from 'vitest'
import { FluxClients } from './fluxClients.ts'

const client = () => ({ queued: 1, close: vi.fn() })

test('one more than there may be is refused', () => {
  const clients = new FluxClients(1)
  clients.admit()
  const one = client()
  clients.add(one)
  expect(() => clients.admit()).toThrow('FLUX_CLIENTS')
  clients.remove(one)
  clients.admit()
})

test('who comes back while the instance stops is sent away, so that it does stop', () => {
  const clients = new FluxClients(10)
  const [before, late] = [client(), client()]
  clients.add(before)
  clients.close()
  expect(before.close).toHaveBeenCalledOnce()
  expect(() => clients.admit()).toThrow('This instance stops')
  clients.add(late)
  expect(late.close).toHaveBeenCalledOnce()
})

test('who was admitted a moment before a switch is sent where somebody answers', () => {
  let isServed = true
  const clients = new FluxClients(10, () => isServed)
  const [before, late] = [client(), client()]
  clients.add(before)
  isServed = false
  clients.dismiss()
  clients.add(late)
  expect(late.close).toHaveBeenCalledOnce()
})

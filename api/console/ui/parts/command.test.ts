import { Problem } from 'millrace/console/ui/data/problem.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const askWhole = vi.hoisted(() => vi.fn())
vi.mock('millrace/console/ui/data/ask.ts', () => ({ askWhole }))

const { createCommand } = await import('./command.ts')

const accepted = { id: 'F1', eventId: 'e', status: 'published', topic: 't', partition: 1, offset: 7 } as const
const posted = { body: accepted, headers: new Headers({ location: '/api/factures/F1?event=e&wait=5' }) }
const told = (wait: 'seen' | 'elapsed') => ({ body: { paye: 1 }, headers: new Headers({ 'x-wait': wait }) })
const order = { method: 'POST', path: '/api/factures/F1/paiements', body: { montant: 1 } } as const

beforeEach(() => {
  vi.useFakeTimers()
  askWhole.mockReset()
})
afterEach(() => void vi.useRealTimers())

/** Each stage that is reached, in order. */
function followed() {
  const command = createCommand<{ paye: number }>()
  const stages: string[] = []
  command.progress.subscribe(progress => {
    if (progress) stages.push('slow' in progress && progress.slow ? 'slow' : progress.stage)
  })
  return { command, stages }
}

const keyOf = (call: number): string => askWhole.mock.calls[call]![1].headers['idempotency-key']

test('a command is posted, lies in Kafka, and is decided when its Location shows it', async () => {
  askWhole.mockResolvedValueOnce(posted).mockResolvedValueOnce(told('seen'))
  const { command, stages } = followed()
  const end = await command.send(order)
  expect(stages).toEqual(['posting', 'deciding', 'decided'])
  expect(end).toMatchObject({ accepted, row: { paye: 1 } })
  expect(askWhole.mock.calls[1]![0]).toBe('/api/factures/F1?event=e&wait=5')
})

test('it is asked for again while nothing is decided, nothing is there, or nobody answers', async () => {
  askWhole
    .mockResolvedValueOnce(posted)
    .mockResolvedValueOnce(told('elapsed'))
    .mockRejectedValueOnce(new Problem(404, 'not-found', '', ''))
    .mockRejectedValueOnce(new Problem(0, 'unreachable', '', ''))
    .mockResolvedValueOnce(told('seen'))
  const { command, stages } = followed()
  const end = command.send(order)
  await vi.runAllTimersAsync()
  expect(await end).toMatchObject({ stage: 'decided' })
  expect(stages).toEqual(['posting', 'deciding', 'slow', 'slow', 'slow', 'decided'])
})

test('after a minute it is given up, until somebody asks again: nothing is sent twice', async () => {
  askWhole.mockResolvedValueOnce(posted).mockResolvedValue(told('elapsed'))
  const { command, stages } = followed()
  const end = command.send(order)
  await vi.runAllTimersAsync()
  expect(await end).toMatchObject({ stage: 'undecided', accepted })
  askWhole.mockReset().mockResolvedValueOnce(told('seen'))
  expect(await command.again()).toMatchObject({ stage: 'decided' })
  expect(askWhole).toHaveBeenCalledOnce()
  expect(stages.at(-1)).toBe('decided')
})

test('what was not accepted is sent again under the same key; another command has another', async () => {
  const away = new Problem(503, 'kafka-away', 'Kafka is away', '')
  askWhole.mockRejectedValueOnce(away)
  const { command } = followed()
  expect(await command.send(order)).toEqual({ stage: 'failed', problem: away })
  askWhole.mockResolvedValueOnce(posted).mockResolvedValueOnce(told('seen'))
  expect(await command.again()).toMatchObject({ stage: 'decided' })
  askWhole.mockResolvedValueOnce(posted).mockResolvedValueOnce(told('seen'))
  await command.send(order)
  expect(keyOf(1)).toBe(keyOf(0))
  expect(keyOf(3)).not.toBe(keyOf(0))
  expect(keyOf(0)).toMatch(/^[0-9a-f]{32}$/)
})

test('another command takes the place of one that is under way', async () => {
  askWhole
    .mockResolvedValueOnce(posted)
    .mockImplementationOnce(
      (_path, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
  const { command } = followed()
  const first = command.send(order)
  await vi.waitFor(() => expect(command.progress.value?.stage).toBe('deciding'))
  askWhole.mockResolvedValueOnce(posted).mockResolvedValueOnce(told('seen'))
  expect(await command.send(order)).toMatchObject({ stage: 'decided' })
  expect(await first).toBe(null)
  command.forget()
  expect(command.progress.value).toBe(null)
})

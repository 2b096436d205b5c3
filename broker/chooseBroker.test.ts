import { describe, expect, test } from 'vitest'
import { BrokerError, WayClosed } from './brokerError.ts'
import { chooseBroker } from './chooseBroker.ts'
import { silentProgress } from './progress.ts'
import type { How } from './runningBroker.ts'
import { readSettings } from './settings.ts'
import type { Search, Way } from './way.ts'

const search = (environment: Record<string, string> = {}): Search => ({
  root: '/nowhere',
  environment,
  settings: readSettings(environment),
  progress: silentProgress,
})

function way(how: How, outcome: 'open' | Error, tried: string[] = []): Way {
  return {
    how,
    async open() {
      tried.push(how)
      if (outcome !== 'open') throw outcome
      return { brokers: ['127.0.0.1:1'], how, description: how, stop: async () => undefined }
    },
  }
}

const shut = (reason: string) => new WayClosed(reason)

describe('chooseBroker', () => {
  test('takes the first open way and does not try the later ones', async () => {
    const tried: string[] = []
    const ways = [way('configured', shut(''), tried), way('docker', 'open', tried), way('jvm', 'open', tried)]
    expect((await chooseBroker(search(), ways)).how).toBe('docker')
    expect(tried).toEqual(['configured', 'docker'])
  })

  test('an error that the user must mend ends the search', async () => {
    const tried: string[] = []
    const ways = [way('docker', new BrokerError('Port 1 is taken'), tried), way('jvm', 'open', tried)]
    await expect(chooseBroker(search(), ways)).rejects.toThrow('Port 1 is taken')
    expect(tried).toEqual(['docker'])
  })

  test('KAFKA_HOW leaves the other ways out, but never KAFKA_BROKERS', async () => {
    const tried: string[] = []
    const ways = [way('configured', shut(''), tried), way('docker', 'open', tried), way('jvm', 'open', tried)]
    expect((await chooseBroker(search({ KAFKA_HOW: 'jvm' }), ways)).how).toBe('jvm')
    expect(tried).toEqual(['configured', 'jvm'])
  })

  test('with no way open, one message has the reasons and the three ways out', async () => {
    const ways = [
      way('configured', shut('')),
      way('docker', shut('No engine.')),
      way('jvm', shut('No Java.')),
    ]
    const error = await chooseBroker(search(), ways).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(BrokerError)
    expect(String(error)).toMatch(
      /- No engine\.\n.*- No Java\.\n[\s\S]*1\. .*KAFKA_BROKERS[\s\S]*2\. .*Docker[\s\S]*3\. .*Java/,
    )
  })
})

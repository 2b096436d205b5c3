import { channels, type FollowedOutput, type TracedRecord } from 'millrace'
import { afterEach, describe, expect, test } from 'vitest'
import { traceRecords } from './traceRecords.ts'
import type { Traces } from './traces.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const contextOf = (span: number, flags = '01') => ({
  traceparent: `00-${trace}-${String(span).padStart(16, '0')}-${flags}`,
  tracestate: null,
})
let forget = () => {}
afterEach(() => forget())

/** Spans are numbered from 1 on; a line for each thing that is done. */
function listen() {
  const lines: string[] = []
  let count = 0
  const traces: Pick<Traces, 'begin'> = {
    begin(name, { parent }) {
      const number = ++count
      lines.push(`${number} ${name} under ${Number(parent?.traceparent.split('-')[2])}`)
      return {
        context: contextOf(number),
        set() {},
        fail: type => lines.push(`${number} failed ${type}`),
        end: () => lines.push(`${number} ended`),
      }
    },
  }
  forget = traceRecords(traces, 'app', () => 100 * 3_600_000)
  return lines
}

const record = (more: Partial<TracedRecord> = {}): TracedRecord => ({
  ...{ applicationId: 'app', task: '0_0', topic: 'in', partition: 0, offset: 1, isInternal: false },
  ...{ timestamp: 100 * 3_600_000, context: contextOf(99) },
  ...more,
})

describe('records of a trace', () => {
  test('have a span while they are processed, and what they write one until it is committed', () => {
    const lines = listen()
    const taken = record()
    channels.record.publish(taken)
    expect(taken.context).toEqual(contextOf(1))
    const output: FollowedOutput = { topic: 'out', acceptedAt: null, of: taken, context: taken.context }
    channels.output.publish(output)
    expect(output.context).toEqual(contextOf(2))
    channels.processed.publish({ record: taken, error: null })
    expect(lines).toEqual(['1 process in under 99', '2 send out under 1', '1 ended'])
    channels.committed.publish({ applicationId: 'another', at: 1, outputs: [output] })
    channels.committed.publish({ applicationId: 'app', at: 1, outputs: [output] })
    expect(lines.slice(3)).toEqual(['2 ended'])
  })

  test('that fail are told by the code or the name, never by the message', () => {
    const lines = listen()
    for (const error of [
      Object.assign(new Error('secret'), { code: 'BROKEN_JSON' }),
      new TypeError('secret'),
    ]) {
      const taken = record()
      channels.record.publish(taken)
      channels.processed.publish({ record: taken, error })
    }
    expect(lines.filter(line => line.includes('failed'))).toEqual([
      '1 failed BROKEN_JSON',
      '2 failed TypeError',
    ])
  })

  test('are left alone where the trace is not recorded, or another application processes them', () => {
    const lines = listen()
    const taken = [record({ context: contextOf(99, '00') }), record({ applicationId: 'another' })]
    for (const each of taken) {
      channels.record.publish(each)
      channels.processed.publish({ record: each, error: null })
    }
    expect(lines).toEqual([])
    expect(taken[1]!.context).toEqual(contextOf(99))
  })

  test('that are played again do not reach into a trace that is long over, nor does what follows from them', () => {
    const lines = listen()
    const old = record({ timestamp: 98 * 3_600_000 })
    channels.record.publish(old)
    expect(old.context).toEqual(contextOf(99, '00'))
    // Between its parts the time of a record is its event’s, which may be old.
    const internal = record({ timestamp: 98 * 3_600_000, isInternal: true })
    channels.record.publish(internal)
    expect(lines).toEqual(['1 process in under 99'])
  })
})

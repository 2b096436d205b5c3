import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeEntry, encodeHeader, headerLength, readSegment } from './segment.ts'
import { entry } from './test/entries.ts'

const outboxId = '6f1c5f0e-1d5b-4c8e-9a53-0d9c1f7b2a11'
const anyEntry = fc
  .record({
    name: fc.nat(),
    value: fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
    fingerprint: fc.option(fc.base64String()),
  })
  .map(({ name, value, fingerprint }) => ({ ...entry(name, value), fingerprint }))

/** How many records end before a byte of the file. */
function wholeBefore(frames: readonly Buffer[], at: number): number {
  const ends = frames.map((_, i) => headerLength + Buffer.concat(frames.slice(0, i + 1)).length)
  return ends.filter(end => end <= at).length
}

describe('a segment', () => {
  test('cut at any byte has every record that was whole before the cut', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 8 }), fc.nat(), (entries, chance) => {
        const frames = entries.map(encodeEntry)
        const whole = Buffer.concat([encodeHeader(outboxId, 7), ...frames])
        const cut = chance % (whole.length + 1)
        const segment = readSegment(whole.subarray(0, cut))
        if (cut < headerLength) {
          expect(segment).toBeNull()
          return
        }
        const left = wholeBefore(frames, cut)
        expect(segment).toMatchObject({ outboxId, first: 7, torn: true })
        expect(segment!.entries.map(each => each.entry)).toEqual(entries.slice(0, left))
      }),
      { numRuns: 1000 },
    )
  })

  test('with any byte changed has the records before it and nothing that was not written', () => {
    fc.assert(
      fc.property(
        fc.array(anyEntry, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (entries, chance, bits) => {
          const frames = entries.map(encodeEntry)
          const whole = Buffer.concat([encodeHeader(outboxId, 7), ...frames])
          const at = chance % whole.length
          whole[at]! ^= bits
          const segment = readSegment(whole)
          if (at < headerLength) {
            expect(segment).toBeNull()
            return
          }
          const before = wholeBefore(frames, at)
          expect(segment!.entries.map(each => each.entry)).toEqual(entries.slice(0, before))
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('that grew without being written ends where it was written', () => {
    const whole = Buffer.concat([encodeHeader(outboxId, 0), encodeEntry(entry(1)), Buffer.alloc(100)])
    expect(readSegment(whole)).toMatchObject({ soundBytes: whole.length - 100, torn: true })
  })
})

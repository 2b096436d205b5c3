import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogue, type EventType } from './catalogue.ts'
import { createDecoder } from './decode.ts'
import { encode, keyOf, type OutgoingEvent } from './encode.ts'
import { decodedName, type FieldKind, kindOf } from './fields.ts'
import { eventTypes } from './schemas/dataSchema.ts'
import { eventSchema } from './schemas/eventSchema.ts'

const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) })
const id = fc.stringMatching(/^[\w.:-]{1,40}$/)
const kinds: Readonly<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  id,
  reference: fc.option(id),
  text: fc.option(fc.string()),
  day: fc.option(instant.map(each => new Date(each).toISOString().slice(0, 10))),
  instant: fc.option(instant),
  money: fc.option(fc.integer({ min: 0, max: 1e10 })),
  minutes: fc.option(fc.integer({ min: 1, max: 10_080 })),
  anything: fc.option(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string())),
}

const dataOf = (type: EventType) =>
  fc.record(
    Object.fromEntries(
      Object.entries(catalogue[type].properties).map(([name, field]) => {
        const kind = kindOf(field)
        return [decodedName(name, kind), kinds[kind]]
      }),
    ),
  )

/** Ends come after beginnings. */
const isPossible = ({ debut, fin }: Readonly<Record<string, unknown>>) =>
  typeof debut !== 'number' || typeof fin !== 'number' || debut < fin

// Both packages are CommonJS: their default is the module's.
const ajv = new Ajv.default({ strict: false })
addFormats.default(ajv)

test.each(eventTypes)(
  '%s is read as it was written, in either format, and is what its JSON Schema says',
  type => {
    const decode = createDecoder()
    const validate = ajv.compile(eventSchema(type))
    fc.assert(
      fc.property(dataOf(type).filter(isPossible), id, instant, (data, eventId, time) => {
        const event = { type, eventId, time, data } as unknown as OutgoingEvent
        for (const format of ['envelope', 'flat'] as const) {
          const record = { topic: type, key: keyOf(event), value: encode(event, format), timestamp: 0 }
          expect(decode(record)).toEqual(event)
        }
        validate(JSON.parse(encode(event)))
        expect(validate.errors).toBeNull()
      }),
      { numRuns: 50 },
    )
  },
)

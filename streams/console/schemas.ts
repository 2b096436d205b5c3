/** JSON Schemas of what the routes answer (`answers.ts`); a server writes answers by them, and describes itself with them. */

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }
const integer: Schema = { type: 'integer' }
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
const list = (items: Schema): Schema => ({ type: 'array', items })
const texts = list(text)
const byName = (schema: Schema): Schema => ({ type: 'object', additionalProperties: schema })
const object = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  ...more,
})
const anything: Schema = {}

const fromInstances = (said: Schema, more: Readonly<Record<string, Schema>> = {}): Schema =>
  object({
    ...more,
    instances: list(
      object({
        instance: { ...text, description: 'Host and port' },
        said: { ...orNull(said), description: 'Null: it did not answer in time' },
      }),
    ),
  })
const unanswered: Schema = { ...texts, description: 'Instances that did not answer in time' }
const origin = { topic: orNull(text), partition: orNull(integer), offset: orNull(integer) }

export const graphSchema = object({
  applicationId: text,
  subtopologies: list(
    object({
      id: text,
      nodes: list(
        object({
          name: text,
          kind: text,
          parents: texts,
          stores: texts,
          topics: texts,
          repartition: orNull(text),
        }),
      ),
      stores: list(
        object({
          name: text,
          engine: text,
          changelog: orNull(text),
          indexes: texts,
          ttlMs: orNull(number),
          historyMs: orNull(number),
          comparable: { type: 'boolean' },
        }),
      ),
    }),
  ),
  globals: list(object({ name: text, topic: text })),
})

export const flowSchema = fromInstances(
  object({
    at: number,
    nodes: byName(object({ records: number, nanos: number, failures: number, failedAt: orNull(number) })),
    topics: byName(object({ inRecords: number, inBytes: number, outRecords: number, outBytes: number })),
    inputs: list(object({ topic: text, partition: integer, position: integer, end: integer, lag: integer })),
    stores: list(object({ store: text, partition: integer, rows: orNull(integer), hash: orNull(text) })),
  }),
  { stores: list(object({ store: text, rows: orNull(integer), hash: orNull(text) })) },
)

export const clusterSchema = fromInstances(
  object({
    at: number,
    state: text,
    role: text,
    memberId: text,
    memberEpoch: integer,
    paused: orNull(text),
    cut: orNull(text),
    tasks: list(object({ id: text, processed: number, lag: number })),
    standbys: list(object({ id: text, role: text, lag: number, behindMs: orNull(number) })),
    restoring: list(
      object({
        store: text,
        partition: integer,
        from: number,
        at: number,
        to: number,
        perSecond: number,
        remainingMs: orNull(number),
      }),
    ),
    processed: number,
    commits: number,
    recoveries: number,
    aborts: number,
    lastCommit: orNull(object({ ms: number, rows: number })),
    memory: byName(object({ bytes: number, budget: number })),
    disk: orNull(object({ usedBytes: number, freeBytes: number, lowBytes: number })),
  }),
)

export const timelineSchema = object({
  unanswered,
  events: list(object({ instance: text, at: number, kind: text }, { additionalProperties: true })),
})

export const storesSchema = object({
  unanswered,
  stores: list(
    object({
      store: text,
      subtopology: text,
      rows: orNull(integer),
      hash: orNull(text),
      bytes: orNull(number),
      partitions: list(
        object({
          partition: integer,
          instance: text,
          role: text,
          rows: orNull(integer),
          hash: orNull(text),
          offset: orNull(number),
          bytes: orNull(number),
          cachedRows: orNull(integer),
          hits: orNull(number),
          misses: orNull(number),
        }),
      ),
    }),
  ),
})

export const rowsSchema = object({
  rows: list(object({ key: text, value: anything })),
  next: { ...orNull(text), description: 'Pass as `after` for what follows; null at the end' },
  missing: { ...list(integer), description: 'Partitions that nobody answered for' },
})

export const recordsSchema = object({
  unanswered,
  records: list(
    object({
      instance: text,
      at: number,
      task: text,
      ...origin,
      timestamp: number,
      key: anything,
      value: anything,
      isCut: { type: 'boolean' },
      headers: list(object({ key: text, value: orNull(text) })),
    }),
  ),
})

export const failuresSchema = object({
  unanswered,
  failures: list(
    object({ instance: text, at: number, stage: text, response: text, error: text, task: text, ...origin }),
  ),
})

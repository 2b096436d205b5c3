import type { TextSerde } from './serde.ts'

/** UTF-8 strings. */
export const text: TextSerde<string> = {
  format: 'text',
  serialize: value => value,
  deserialize: value => value,
}

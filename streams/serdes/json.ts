import type { TextSerde } from './serde.ts'

/**
 * JSON. `check` turns what was parsed into a `T` or throws; without it the type is the author's word.
 * Values read are shared by stores and operators: treat them as frozen.
 */
export function json<T>(check?: (parsed: unknown) => T): TextSerde<T> {
  return {
    format: 'text',
    serialize: value => JSON.stringify(value),
    deserialize: check ? value => check(JSON.parse(value)) : value => JSON.parse(value) as T,
  }
}

export { bytes } from './bytes.ts'
export { json } from './json.ts'
export type { BinarySerde, Serde, TextSerde } from './serde.ts'
export { text } from './text.ts'

/**
 * How keys and values become bytes and come back.
 *
 * A text serde deals in strings: the engine then writes them straight into record batches and reads them straight out,
 * without a Buffer in between. A binary one deals in bytes. Both must be pure; `deserialize` throws on what it cannot read
 * (the record then goes to the deserialisation handler) and never sees null: a null value is a tombstone.
 */
export type Serde<T> = TextSerde<T> | BinarySerde<T>

export interface TextSerde<T> {
  readonly format: 'text'
  serialize(value: T): string
  deserialize(text: string): T
}

export interface BinarySerde<T> {
  readonly format: 'binary'
  serialize(value: T): Uint8Array
  deserialize(bytes: Buffer): T
}

/** The part of rocksdb-native 3.18 that millrace uses; the package ships no types. */
declare module 'rocksdb-native' {
  interface Options {
    readonly maxBackgroundJobs?: number
    readonly maxOpenFiles?: number
    /** Bytes of one of two write buffers. */
    readonly writeBufferSize?: number
    readonly createIfMissing?: boolean
    readonly readOnly?: boolean
  }
  interface Range {
    readonly gt?: Uint8Array
    readonly gte?: Uint8Array
    readonly lt?: Uint8Array
    readonly lte?: Uint8Array
  }
  interface ReadBatch {
    get(key: Uint8Array): Promise<Buffer | null>
    flush(): Promise<void>
    tryFlush(): void
    destroy(): void
  }
  interface WriteBatch {
    tryPut(key: Uint8Array, value: Uint8Array): void
    tryDelete(key: Uint8Array): void
    tryDeleteRange(start: Uint8Array, end: Uint8Array): void
    flush(): Promise<void>
    destroy(): void
  }
  export default class RocksDB {
    constructor(path: string, options?: Options)
    readonly stats: { readonly gets: number }
    ready(): Promise<void>
    close(options?: { readonly force?: boolean }): Promise<void>
    get(key: Uint8Array): Promise<Buffer | null>
    put(key: Uint8Array, value: Uint8Array): Promise<void>
    delete(key: Uint8Array): Promise<void>
    deleteRange(start: Uint8Array, end: Uint8Array): Promise<void>
    read(options?: { readonly capacity?: number }): ReadBatch
    write(options?: { readonly capacity?: number }): WriteBatch
    iterator(
      range: Range,
      options?: { readonly reverse?: boolean; readonly limit?: number; readonly capacity?: number },
    ): AsyncIterable<{ readonly key: Buffer; readonly value: Buffer }>
    /** A session that reads what there is now. It ends with `close`. */
    snapshot(): RocksDB
    getProperty(name: string): Promise<string | undefined>
    approximateSize(
      start: Uint8Array,
      end: Uint8Array,
      options: { readonly includeMemtables: boolean; readonly includeFiles: boolean },
    ): Promise<number>
  }
}

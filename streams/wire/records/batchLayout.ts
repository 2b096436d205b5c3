/** Where the fields of a record batch (format 2) begin. All are big-endian. */
export const BASE_OFFSET = 0
/** Counts the bytes that follow it. */
export const BATCH_LENGTH = 8
export const LEADER_EPOCH = 12
export const MAGIC = 16
/** CRC32C of everything from ATTRIBUTES on. */
export const CRC = 17
export const ATTRIBUTES = 21
export const LAST_OFFSET_DELTA = 23
export const BASE_TIMESTAMP = 27
export const MAX_TIMESTAMP = 35
export const PRODUCER_ID = 43
export const PRODUCER_EPOCH = 51
export const BASE_SEQUENCE = 53
export const RECORD_COUNT = 57
export const RECORDS = 61

/** Base offset and length come before what the length counts. */
export const LENGTH_END = 12

export const COMPRESSION_MASK = 0x07
export const LOG_APPEND_TIME = 0x08
export const TRANSACTIONAL = 0x10
export const CONTROL = 0x20

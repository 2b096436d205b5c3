/** Why an instance stopped, or could not start; the message names the remedy. `code` is stable; docs/errors.md lists them. */
export class StreamsError extends Error {
  readonly code: StreamsErrorCode

  constructor(code: StreamsErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StreamsError'
    this.code = code
  }
}

/** Every code, with what its reader should do. */
export const streamsErrorCodes = {
  BAD_OPTIONS: 'An option is missing or out of bounds. The message names it.',
  STREAMS_PROTOCOL_MISSING:
    'The brokers do not speak the streams protocol: use Kafka 4.2 or later with streams.version=1.',
  GROUP_PROTOCOL_MISMATCH:
    'The application id is used as a group of another kind. Choose another id, or delete that group.',
  TOPOLOGY_IN_USE:
    'Members with another topology are alive in the group. Stop them, or use another application id.',
  TOPOLOGY_LOSES:
    'The topology changed in a way that loses state in place. Reprocess, or accept exactly that with acceptTopologyLoss.',
  TOPOLOGY_REFUSED: 'The brokers refuse the topology. The message carries their reason.',
  TOPIC_MISSING: 'A topic that the topology reads or writes does not exist. Create it.',
  INPUT_LOST: 'Input was deleted before it was processed. Decide with onLostInput.',
  CHANGELOG_UNREADABLE: 'A changelog cannot be replayed. Mend the topic; the message says why.',
  FENCED:
    'Another process uses the same member id: a copied state directory, or a second start. Stop one of the two.',
  STATE_CORRUPT: 'State on disk is damaged. Start again: it is set aside and rebuilt.',
  STATE_NEWER: 'A later version wrote the state directory. Run that version, or give this one its own.',
  STATE_LOCKED:
    'Another process has the state directory open. Stop that one, or give this one a directory of its own.',
  DISK_FULL:
    'The disk of the state directory is full. Free some space, or give it a larger disk, and start again.',
  STATE_IO: 'The state directory cannot be written or read. Mend the disk or the rights, and start again.',
  INDEX_FAILED: 'A row cannot be indexed. Mend the function of the index, and start again.',
  RECORD_FAILED: 'A record could not be processed and no handler forgave it.',
  RECORD_TOO_LARGE: 'A result is larger than maxRecordBytes, or than its topic takes.',
  RESET_REFUSED:
    'The reset was not begun, or was taken back: nothing was changed. The message says why, and what to do.',
  RESET_UNFINISHED: 'A reset has begun and is not finished. Run it again: it completes what it had planned.',
  GENERATION_UNKNOWN: 'There is no such generation of the application. Create it, or start another one.',
  GENERATION_OVER: 'The generation was retired or abandoned. Start another one.',
  GENERATION_RESET: 'The generation is being reset. Start again: the start waits until that is done.',
  GENERATION_REFUSED:
    'What was asked of the generations cannot be done now, and nothing has changed. The message says why.',
  GENERATIONS_NEWER: 'A later version wrote to the log of generations. Act with that version.',
  GENERATIONS_UNREADABLE: 'The log of generations lacks records, or is damaged. Restore the topic.',
  CUT_ABORTED:
    'A cut was not complete in time, and nothing has changed. The message says who did not answer.',
  WRITE_REFUSED: 'The brokers refuse what is written. The message carries their reason.',
} as const

export type StreamsErrorCode = keyof typeof streamsErrorCodes

/**
 * Thrown by a store when a processor reads what is not in memory. The engine fetches it and runs the record again.
 * One object without a stack: it is thrown on the hot path and never shown.
 */
export class NotInMemory extends Error {
  constructor() {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super('A read left the memory; the engine repeats the record. Do not catch what a store throws.')
    Error.stackTraceLimit = limit
    this.name = 'NotInMemory'
  }
}

export const notInMemory = new NotInMemory()

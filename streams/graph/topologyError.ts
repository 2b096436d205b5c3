/** The graph cannot be built as written. Thrown while building, never later. */
export class TopologyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TopologyError'
  }
}

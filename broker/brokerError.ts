/** Finding a broker failed in a way that the next way cannot mend: the user must act. The message says how. */
export class BrokerError extends Error {
  override name = 'BrokerError'
}

/** This way to a broker is not open on this machine: no engine, no Java. The next way is tried. */
export class WayClosed extends Error {
  override name = 'WayClosed'
}

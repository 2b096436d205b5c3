/** Where the runtime tells what matters; pino's loggers fit. */
export interface Logger {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export const silent: Logger = { info() {}, warn() {}, error() {} }

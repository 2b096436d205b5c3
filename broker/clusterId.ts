import { randomBytes } from 'node:crypto'

/** A new Kafka uuid: 16 random bytes in base64url that do not begin with a dash, which tools would read as an option. */
export function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}

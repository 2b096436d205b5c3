import type { Channel } from './channel.ts'

/** Writes a line for each. By ids alone: what is in a log cannot be erased. */
export function logChannel(write: (line: object, message: string) => void): Channel {
  return {
    name: 'log',
    reaches: () => true,
    async send({ eventId, recipient, canal, modele, subject }) {
      write({ eventId, recipient, canal, modele, subject }, 'notification')
    },
    async close() {},
  }
}

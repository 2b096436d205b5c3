import { connect } from 'node:net'

/** What is behind a port: nothing, a Kafka broker, or something else. */
export type PortAnswer =
  | { readonly kind: 'closed' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'kafka'; readonly clusterId: string | undefined; readonly brokers: number }

/** Metadata version 2, the lowest with the cluster id: every broker since 0.10.1 answers it. */
const metadataKey = 3
const metadataVersion = 2
const correlation = 20_250

/**
 * Asks whoever listens for the cluster's metadata. By hand, in thirty lines: this runs before there is a broker that a
 * client library could be content with, and must tell a refused connection from a strange answer.
 */
export function askPort(host: string, port: number, within = 2000): Promise<PortAnswer> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    let connected = false
    let received = Buffer.alloc(0)
    const finish = (answer: PortAnswer) => {
      socket.destroy()
      resolve(answer)
    }
    const unanswered = () => finish({ kind: connected ? 'foreign' : 'closed' })
    socket.setTimeout(within, unanswered)
    socket.once('error', unanswered)
    socket.once('close', unanswered)
    socket.once('connect', () => {
      connected = true
      socket.write(metadataRequest())
    })
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      if (received.length >= 8 && received.readInt32BE(4) !== correlation) finish({ kind: 'foreign' })
      else if (received.length >= 8 && received.length >= 4 + received.readInt32BE(0))
        finish(readMetadata(received))
    })
  })
}

function metadataRequest(): Buffer {
  const request = Buffer.alloc(18)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(metadataKey, 4)
  request.writeInt16BE(metadataVersion, 6)
  request.writeInt32BE(correlation, 8)
  // No client id (length -1), and an empty list of topics: none of them.
  request.writeInt16BE(-1, 12)
  request.writeInt32BE(0, 14)
  return request
}

/** The list of brokers (id, host, port, rack), then the cluster id; the rest is of no interest here. */
function readMetadata(answer: Buffer): PortAnswer {
  try {
    let at = 8
    const text = () => {
      const length = answer.readInt16BE(at)
      const value = length < 0 ? undefined : answer.toString('utf8', at + 2, at + 2 + length)
      at += 2 + Math.max(0, length)
      return value
    }
    const brokers = answer.readInt32BE(at)
    at += 4
    for (let i = 0; i < brokers; i++) {
      at += 4
      text()
      at += 4
      text()
    }
    return { kind: 'kafka', clusterId: text(), brokers }
  } catch {
    return { kind: 'foreign' }
  }
}

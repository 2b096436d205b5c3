/**
 * `node fluxClients.ts <url> <clients> <people>`: so many clients of `/flux` in a process of their own. Each follows the view of
 * all médecins, and one patient. It tells its parent over IPC when all are live, and, when asked, what they have received since.
 */
import WebSocket from 'ws'

/** What changed is told in a name: `t<ms since 1970>`, as of when it was written. */
const written = /^t(\d+(?:\.\d+)?)$/

export interface Received {
  readonly changes: number
  /** ms from the writing until the client had it, in order. */
  readonly times: readonly number[]
  readonly cpuMicros: number
  /** Connections that ended, and what went wrong. */
  readonly lost: readonly string[]
}

interface Frame {
  readonly type: string
  readonly id?: string
  readonly changes?: readonly { readonly value: { readonly nom: string } | null }[]
}

const [url, count, people] = process.argv.slice(2) as [string, string, string]
const clients = Number(count)
const perTurn = 50
let live = 0
let times: number[] = []
let lost: string[] = []
let cpu = process.cpuUsage()

const now = () => performance.timeOrigin + performance.now()

function open(number: number): void {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/flux`, { perMessageDeflate: false })
  const patientId = `FLUX-P${number % Number(people)}`
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'subscribe', id: 'all', view: 'medecins' }))
    socket.send(JSON.stringify({ type: 'subscribe', id: 'own', view: 'patients', where: { patientId } }))
  })
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.type === 'changes') {
      const at = now()
      for (const { value } of frame.changes!) {
        const sent = written.exec(value?.nom ?? '')
        if (sent) times.push(at - Number(sent[1]))
      }
    } else if (frame.type === 'live') {
      if (++live === 2 * clients) process.send!({ kind: 'live' })
    } else if (frame.type === 'error' || frame.type === 'closed') lost.push(String(data).slice(0, 200))
    else if (frame.type === 'snapshot' && live >= 2 * clients) lost.push('a snapshot anew')
  })
  socket.on('error', error => lost.push(error.message))
  socket.on('close', code => lost.push(`closed with code ${code}`))
}

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu)
  const received: Received = {
    changes: times.length,
    times: times.sort((a, b) => a - b),
    cpuMicros: user + system,
    lost,
  }
  process.send!({ kind: 'received', received })
  times = []
  lost = []
  cpu = process.cpuUsage()
})
process.on('disconnect', () => process.exit(1))
// Some at a time: what is measured is not how many can knock at once.
for (let number = 0; number < clients; number++) {
  open(number)
  if (number % perTurn === perTurn - 1) await new Promise(resolve => setTimeout(resolve, 20))
}

// A child for tests: listens, says that it is ready, and does what its environment tells.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { underSupervision } from '../underSupervision.ts'

const { PORT, NAME, DOES } = process.env
const supervision = underSupervision(1_000)
if (DOES === 'throw') throw new Error('a mistake in the program')
if (DOES === 'refuse') {
  await supervision.tell({ type: 'failing', reason: 'the configuration is wrong', retry: false })
  process.exit(1)
}
const server = createServer((request, response) => {
  if (request.url === '/die') process.kill(process.pid, 'SIGKILL')
  if (request.url === '/ready-no-more') void supervision.tell({ type: 'ready', ready: false })
  const busy = request.url === '/busy' && DOES === 'busy'
  response.writeHead(busy ? 503 : 200, busy ? { 'retry-after': '2' } : {})
  if (request.url === '/headers') response.end(JSON.stringify(request.headers))
  else response.end(request.url === '/metrics' ? `# HELP up Up\n# TYPE up gauge\nup 1\n` : NAME)
})
// The least of a websocket: says its name once it is open.
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  const head = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade']
  socket.write(`${[...head, `sec-websocket-accept: ${accept}`].join('\r\n')}\r\n\r\n`)
  socket.write(Buffer.from([0x81, NAME!.length, ...Buffer.from(NAME!)]))
})
server.listen(Number(PORT), '127.0.0.1', () => void supervision.tell({ type: 'ready', ready: true }))
supervision.stopping.addEventListener('abort', () => {
  if (DOES === 'hang') return
  console.error(`stops, leave ${supervision.leave}`)
  process.exit(0)
})

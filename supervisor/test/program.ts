// A child for tests: listens, says that it is ready, and does what its environment tells.
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
  response.end(request.url === '/metrics' ? `# HELP up Up\n# TYPE up gauge\nup 1\n` : NAME)
})
server.on('upgrade', (_request, socket) => {
  socket.write('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  socket.destroy()
})
server.listen(Number(PORT), '127.0.0.1', () => void supervision.tell({ type: 'ready', ready: true }))
supervision.stopping.addEventListener('abort', () => {
  if (DOES === 'hang') return
  console.error(`stops, leave ${supervision.leave}`)
  process.exit(0)
})

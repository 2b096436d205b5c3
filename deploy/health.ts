/** For a container's health check: 0 when the process in it answers /health. */
const { PORT = '3000', TLS_CERT, ADVERTISED_HOST } = process.env
const url = TLS_CERT ? `https://${ADVERTISED_HOST}:${PORT}` : `http://127.0.0.1:${PORT}`
const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(4_000) }).catch(() => null)
process.exitCode = answer?.ok ? 0 : 1

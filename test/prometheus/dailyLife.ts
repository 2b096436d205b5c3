import WebSocket from 'ws'

const everyMs = 250
const slotMs = 30 * 60_000

/**
 * Somebody who works: patients, rendezvous one after the other, lists, and a client of the feed who follows the patients. What is
 * refused meanwhile is not his concern. Returns how to end it.
 */
export function dailyLife(url: string, key: string): () => void {
  const headers = { authorization: `Bearer ${key}` }
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const tomorrow = Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000
  let count = 0
  const work = async () => {
    const n = count++
    const patientId = `P${n}`
    const dateRendezVous = new Date(tomorrow + n * slotMs).toISOString()
    await post('/api/patients', { patientId, nom: 'Alaoui', prenom: 'Salma', email: `p${n}@example.org` })
    await post('/api/rendezvous', { patientId, medecinId: 'M1', dateRendezVous, dureeMinutes: 30 })
    await fetch(`${url}/api/patients?limit=1`, { headers })
  }
  void post('/api/medecins', { medecinId: 'M1', nom: 'Bennani', tarif: 250, dureeConsultation: 30 }).catch(
    () => {},
  )
  const working = setInterval(() => void work().catch(() => {}), everyMs)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/flux`, ['millrace', `bearer.${key}`])
  socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', id: 's1', view: 'patients' })))
  socket.on('error', () => {})
  return () => {
    clearInterval(working)
    socket.terminate()
  }
}

/** What became of one question that was put to one instance after the other. */
export interface Asked {
  /** Null: nobody answered within the deadline. */
  readonly status: number | null
  readonly body: unknown
  /** Of the answer itself: when its instance was asked, and when it had answered. */
  readonly sent: number
  readonly received: number
  /** Since the first instance was asked. */
  readonly ms: number
  /** `standby; …`, or null. */
  readonly freshness: string | null
  /** As of when its rows are: a condition for later answers. */
  readonly position: string | null
  /** What the instances said that did not answer it. */
  readonly refusals: readonly Refusal[]
}

/** An instance's no, or its silence. */
export interface Refusal {
  readonly url: string
  /** Null: no connection, or one that broke. */
  readonly status: number | null
  readonly why: string
}

/** A client with a list of addresses: who cannot be reached or says 503 is passed over. */
export async function ask(urls: readonly string[], path: string, withinMs: number): Promise<Asked> {
  const began = performance.now()
  const refusals: Refusal[] = []
  let sent = began
  for (;;) {
    for (const url of urls) {
      sent = performance.now()
      const left = withinMs - (sent - began)
      if (left <= 0) return { ...nobody, sent, received: sent, ms: sent - began, refusals }
      try {
        const answer = await fetch(url + path, { signal: AbortSignal.timeout(Math.ceil(left)) })
        const body: unknown = await answer.json()
        const received = performance.now()
        const { status } = answer
        if (status !== 503) {
          const freshness = answer.headers.get('x-freshness')
          const position = answer.headers.get('x-position')
          return { status, body, sent, received, ms: received - began, freshness, position, refusals }
        }
        refusals.push({ url, status, why: JSON.stringify(body).slice(0, 1_500) })
      } catch (error) {
        const { cause, message } = error as Error
        refusals.push({ url, status: null, why: cause instanceof Error ? cause.message : message })
      }
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const nobody = { status: null, body: null, freshness: null, position: null }

/** By `X-Freshness`: see AnswerTimes.age. */
export function ageOf(freshness: string | null): 'active' | number | null {
  if (freshness === null) return 'active'
  const ms = /behind-ms=(\d+)/.exec(freshness)?.[1]
  return ms === undefined ? null : Number(ms)
}

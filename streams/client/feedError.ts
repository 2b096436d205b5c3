import type { FeedProblem } from './protocol.ts'

/** The feed does not serve a subscription as it was asked for; asking again would not help. */
export class FeedRefused extends Error {
  readonly problem: FeedProblem

  constructor(what: string, problem: FeedProblem) {
    super(`The feed refuses ${what}: ${problem.detail ?? problem.title ?? problem.code ?? problem.status}`)
    this.name = 'FeedRefused'
    this.problem = problem
  }
}

/** A connection to the feed ended. Another is on its way. */
export class FeedDisconnected extends Error {
  constructor(url: string, why: string, nextInMs: number) {
    super(`The connection to ${url} ended: ${why}. Trying again in ${Math.round(nextInMs)} ms.`)
    this.name = 'FeedDisconnected'
  }
}

/** Events of these topics may be missing. */
export class FeedGap extends Error {
  constructor(topics: readonly string[], reason: string) {
    super(`Events of ${topics.join(', ')} may be missing: the feed could not go on where it was (${reason}).`)
    this.name = 'FeedGap'
  }
}

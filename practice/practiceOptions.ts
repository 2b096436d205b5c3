/** What kind of practice, and how much of it. */
export interface PracticeOptions {
  /** The first moment, milliseconds since 1970. */
  readonly start: number
  /** No event time is this or later. Default Infinity: it goes on as long as it is asked to. */
  readonly end?: number
  /** Default 1. The same seed, start and numbers tell the same story; the same seed has the same people. */
  readonly seed?: number
  /** Registered at the start; more come by themselves. Default 200. */
  readonly patients?: number
  /** Default 8. */
  readonly medecins?: number
  /** The share of slots that somebody asks for. Default 0.8. */
  readonly occupancy?: number
  /** How often people and services err: 1 as usual (the default), 0 never, 2 twice as often. */
  readonly mistakes?: number
  /** The share of records that are no events at all. Default 0.0005. */
  readonly broken?: number
  /** Default Africa/Casablanca. */
  readonly zone?: string
  /** Part of every new id, so that one story adds to another instead of changing it. Default: the first day, and a seed other than 1. */
  readonly stamp?: string
  /** Its people are known already: nobody is registered at the start. Default false. */
  readonly isKnown?: boolean
}

export interface DemoOptions {
  /** The date around which it all takes place, milliseconds since 1970. */
  readonly now: number
  /** Default 1. The same seed and date tell the same story. */
  readonly seed?: number
  /** Default 200. */
  readonly patients?: number
  /** Default 8. */
  readonly medecins?: number
  /** Default 1,500. */
  readonly rendezvous?: number
  /** Default Africa/Casablanca. */
  readonly zone?: string
}

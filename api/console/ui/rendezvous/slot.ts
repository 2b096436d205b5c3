/** Where a rendezvous is to be. */
export interface Slot {
  readonly medecinId: string
  readonly day: string
  /** Since midnight; null: not chosen yet. */
  readonly minutes: number | null
}

/** `09:20`, as `<input type="time">` has it. */
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

export const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

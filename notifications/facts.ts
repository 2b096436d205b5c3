/** What the cabinet knows now about a notification's ids. Null: not known. */
export interface Facts {
  readonly person: Person | null
  /** The recipient asked to be forgotten. */
  readonly isErased: boolean
  readonly rendezVous: { readonly date: number | null; readonly statut: string | null } | null
  /** The médecin's name. */
  readonly medecin: string | null
}

export interface Person {
  /** As one is addressed. */
  readonly name: string | null
  readonly email: string | null
  readonly telephone: string | null
}

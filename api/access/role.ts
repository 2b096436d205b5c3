/** What a key or a token can be given. Somebody may have several. */
export const roles = ['secretariat', 'medecin', 'comptable', 'admin', 'observation'] as const
export type Role = (typeof roles)[number]

/** What a rendezvous makes us publish. */
export const publishedTopics = [
  'rendezvous.cancelled',
  'rendezvous.rejected',
  'consultation.created',
  'consultation.completed',
  'consultation.cancelled',
  'facture.created',
  'facture.overdue',
  'facture.paid',
  'facture.cancelled',
  'creneau.libere',
  'notification.requested',
] as const

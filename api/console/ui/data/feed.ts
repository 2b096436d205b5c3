import { computed } from '@preact/signals'
import { connect } from 'millrace/client'
import { key } from 'millrace/console/ui/data/key.ts'

/** The client of the feed that all pages share: one connection, while anything is followed. Another key: another client. */
export const feed = computed(() =>
  connect<Record<string, unknown>>({
    url: `${location.origin.replace(/^http/, 'ws')}/flux`,
    ...(key.value !== null && { token: key.value }),
  }),
)

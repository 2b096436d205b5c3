import { goTo, pathTo, route } from '../../route.ts'

/** The step whose panel is open; it is in the address. */
export const chosen = (): string | null =>
  route.value.page === 'flow' ? (route.value.rest[0] ?? null) : null

export const choose = (step: string | null): void =>
  goTo(pathTo('flow', step === null ? [] : [step]), { replace: true })

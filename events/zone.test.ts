import { expect, it } from 'vitest'
import { createZone } from './zone.ts'

const hour = 3_600_000

it('agrees with Intl over years of hours, both ways', () => {
  for (const name of [
    'Africa/Casablanca',
    'Europe/Paris',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'UTC',
  ]) {
    const zone = createZone(name)
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: name,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    for (let instant = Date.UTC(2025, 0, 1); instant < Date.UTC(2027, 0, 1); instant += 7 * hour) {
      const local = Date.parse(`${format.format(instant).replace(' ', 'T')}Z`)
      expect(zone.toLocal(instant)).toBe(local)
      expect([instant, instant - hour, instant - hour / 2]).toContain(zone.toInstant(local))
    }
  }
})

it('takes the first of a repeated hour, and moves a skipped one on', () => {
  const paris = createZone('Europe/Paris')
  expect(paris.toInstant(Date.UTC(2026, 9, 25, 2, 30))).toBe(Date.UTC(2026, 9, 25, 0, 30))
  expect(paris.toInstant(Date.UTC(2026, 2, 29, 2, 30))).toBe(Date.UTC(2026, 2, 29, 1, 30))
})

it('refuses a zone that does not exist', () => {
  expect(() => createZone('Africa/Atlantis')).toThrow(RangeError)
})

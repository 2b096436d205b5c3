import { expect, test } from 'vitest'
import { readSettings, writeSettings } from '../../api/generations/settings.ts'
import { readConfig } from '../../config/readConfig.ts'
import { readRules, tellRules, withRules } from './rules.ts'

test('rules of a generation go before those of the environment, and the rest stays', () => {
  const config = readConfig({ DEFAULT_TARIF: '250', WAIT_HOURS: '12', PORT: '4000' })
  const rules = readRules(['DEFAULT_TARIF=300', ' ALIASES = a.b=rendezvous.created'])
  expect(withRules(config, rules)).toMatchObject({
    DEFAULT_TARIF: 30_000,
    WAIT_HOURS: 12,
    PORT: 4000,
    ALIASES: { 'a.b': 'rendezvous.created' },
  })
  expect(tellRules(rules)).toBe('DEFAULT_TARIF=300 ALIASES=a.b=rendezvous.created')
})

test('what is no rule, or no value of it, is refused', () => {
  expect(() => readRules(['PORT=4000'])).toThrow('--set PORT=4000: NAME=value is wanted')
  expect(() => readRules(['DEFAULT_TARIF'])).toThrow('NAME=value is wanted')
  expect(() => readRules(['DEFAULT_TARIF=much'])).toThrow('DEFAULT_TARIF=much   allowed: ')
})

test('settings are read as they were written; a generation without has none', () => {
  const settings = { purpose: 'what-if', rules: { DEFAULT_TARIF: '300' } } as const
  expect(readSettings(writeSettings(settings))).toEqual(settings)
  expect(readSettings('')).toEqual({ purpose: 'reprocess', rules: {} })
})

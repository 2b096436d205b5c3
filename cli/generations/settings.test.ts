import { expect, test } from 'vitest'
import { readSettings, writeSettings } from '../../api/generations/settings.ts'
import { readConfig } from '../../config/readConfig.ts'
import { readRules, rulesInForce, tellRules, withRules } from './rules.ts'

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

test('rules in force are written as they are read', () => {
  const config = readConfig({
    DEFAULT_TARIF: '199.99',
    ALIASES: 'a.b=rendezvous.created',
    FACTURATION: 'realisation',
  })
  const rules = rulesInForce(config)
  expect(rules[0]).toMatchObject({
    name: 'FACTURATION',
    value: 'realisation',
    allowed: 'creation or realisation',
  })
  const pairs = rules.filter(({ value }) => value !== '').map(({ name, value }) => `${name}=${value}`)
  expect(withRules(readConfig({}), readRules(pairs))).toEqual(config)
})

import { expect, it } from 'vitest'
import { type RowSchema, upcastRow } from './rowSchema.ts'
import { rowSchemas } from './rowSchemas.ts'

interface Row {
  readonly v: 2
  readonly montantCentimes: number
}
const schema: RowSchema<Row> = {
  name: 'essai',
  version: 2,
  verified: true,
  upcasters: {
    0: ({ prix }) => ({ montant: prix }),
    1: ({ montant }) => ({ montantCentimes: (montant as number) * 100 }),
  },
}

it('brings up rows of earlier versions, step by step', () => {
  for (const stored of [{ prix: 5 }, { v: 1, montant: 5 }, { v: 2, montantCentimes: 500 }]) {
    expect(upcastRow(schema, stored)).toEqual({ v: 2, montantCentimes: 500 })
  }
})

it('refuses what it cannot read, rather than guess', () => {
  expect(() => upcastRow(schema, { v: 3 })).toThrow(/version 3/)
  expect(() => upcastRow({ ...schema, upcasters: {} }, { v: 1 })).toThrow(/nothing brings up/)
})

it('every store has its own name', () => {
  const names = Object.values(rowSchemas).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

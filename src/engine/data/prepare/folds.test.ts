import { describe, expect, it } from 'vitest'
import { unusedPart, withTrainingShare } from '@shared/recipe/training-share'
import { splitTable } from './split-table'
import type { Target } from './split-table'
import type { RawColumn } from './raw-column'

const rows = Int32Array.from({ length: 120 }, (_, i) => i)
const target: Target = { kind: 'classes', names: ['a', 'b', 'c'], codes: Int32Array.from(rows, (row) => row % 3) }
/** Four rows a key. */
const keys: RawColumn = { kind: 'numbers', values: Float64Array.from(rows, (row) => Math.floor(row / 4)) }
const base = { method: 'stratified', validation: 0.1, test: 0.2, seed: 1 } as const
const raw = () => Promise.resolve(keys)
const fold = (index: number, more: { readonly stratified: boolean; readonly group?: string }) => splitTable({ ...base, fold: { of: 4, index, seed: 9, ...more } }, rows, target, raw)

describe('folds', () => {
  it('let every row that is not tested validate once, and never a test row', async () => {
    const { test } = await splitTable(base, rows, target, raw)
    const folds = await Promise.all([0, 1, 2, 3].map((index) => fold(index, { stratified: true })))
    expect(folds.map((one) => [...one.test])).toEqual(folds.map(() => [...test]))
    expect(folds.flatMap((one) => [...one.validation]).sort((a, b) => a - b)).toEqual([...rows].filter((row) => !test.includes(row)))
    for (const one of folds) expect([one.train.length, one.validation.length]).toEqual([72, 24])
  })

  it('have the classes in the same shares', async () => {
    const { validation } = await fold(2, { stratified: true })
    expect([0, 1, 2].map((code) => validation.filter((row) => target.codes[row] === code).length)).toEqual([8, 8, 8])
  })

  it('keep equal keys on one side', async () => {
    const { train, validation } = await fold(1, { stratified: true, group: 'key' })
    const key = (row: number) => Math.floor(row / 4)
    const validated = new Set([...validation].map(key))
    expect([...train].filter((row) => validated.has(key(row)))).toEqual([])
    expect(validation.length).toBeGreaterThan(16)
  })

  it('are refused where there are more of them than rows', async () => {
    await expect(splitTable({ ...base, fold: { of: 100, index: 0, seed: 1, stratified: false } }, rows, target, raw)).rejects.toMatchObject({ code: 'recipe-invalid' })
  })
})

describe('a share of the training rows', () => {
  const share = async (of: number, seed = 3) => splitTable({ ...base, trainingShare: { share: of, seed } }, rows, target, raw)

  it('leaves validation and test rows alone, and takes each class alike', async () => {
    const [whole, half] = [await splitTable(base, rows, target, raw), await share(0.5)]
    expect([half.validation, half.test]).toEqual([whole.validation, whole.test])
    expect(half.train.length).toBe(42)
    expect([0, 1, 2].map((code) => half.train.filter((row) => target.codes[row] === code).length)).toEqual([14, 14, 14])
    expect(half.summary.train).toBe(42)
  })

  it('holds the smaller share of the same seed', async () => {
    const [small, large] = [await share(0.2), await share(0.7)]
    expect([...small.train].filter((row) => !large.train.includes(row))).toEqual([])
    expect([...(await share(0.2, 4)).train]).not.toEqual([...small.train])
  })

  it('comes to the share over many small classes, with a row of each', () => {
    const strata = Int32Array.from({ length: 500 }, (_, i) => i % 50)
    const parts = new Uint8Array(500)
    withTrainingShare(parts, strata, { share: 0.25, seed: 1 })
    expect(parts.filter((part) => part !== unusedPart).length).toBe(125)
    expect(new Set([...strata].filter((_, i) => parts[i] === 0)).size).toBe(50)
  })
})

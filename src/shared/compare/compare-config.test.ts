import { describe, expect, it } from 'vitest'
import { readCompareConfig, writeCompareConfig } from './compare-config'
import type { CompareConfig } from './compare-config'

const [a, b] = ['r-20260811-120000-aaaaa', 'r-20260811-120000-bbbbb']
const config: CompareConfig = { version: 1, kind: 'comparison', runs: [a, b], baseline: b, on: 'validation', key: 'track_id', epoch: 7, onlyDifferences: false }

describe('a comparison as a config', () => {
  it('reads back as it was written', () => {
    expect(readCompareConfig(writeCompareConfig(config), 'compare.json')).toEqual(config)
  })

  it('needs the runs only', () => {
    expect(readCompareConfig(JSON.stringify({ version: 1, kind: 'comparison', runs: [a, b] }), 'compare.json')).toEqual({ version: 1, kind: 'comparison', runs: [a, b], epoch: 'best', onlyDifferences: true })
  })

  it.each([
    ['no JSON', 'runs: small, wide', /compare\.json is no JSON/],
    ['another document', JSON.stringify({ version: 1, recipe: {} }), /describes no comparison \(kind/],
    ['one run', JSON.stringify({ ...config, runs: [a] }), /runs/],
    ['a path for a run', JSON.stringify({ ...config, runs: [a, '../../etc'] }), /runs\.1/],
  ])('refuses %s in one line', (_, text, message) => {
    expect(() => readCompareConfig(text, 'compare.json')).toThrow(message)
    expect(() => readCompareConfig(text, 'compare.json')).toThrow(expect.objectContaining({ code: 'config-invalid' }))
  })
})

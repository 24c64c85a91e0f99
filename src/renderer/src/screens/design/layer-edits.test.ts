import { describe, expect, it } from 'vitest'
import type { Layer } from '@shared/model/layer'
import { moved, newLayer, placeFor } from './layer-edits'

const dense = (units: number): Layer => ({ kind: 'dense', units, activation: 'tanh' })

describe('layer edits', () => {
  it('moves a layer up and down and stops at the ends', () => {
    const stack = [dense(1), dense(2), dense(3)]
    const units = (layers: readonly Layer[]) => layers.map((layer) => (layer.kind === 'dense' ? layer.units : 0))
    expect(units(moved(stack, 0, 2))).toEqual([2, 3, 1])
    expect(units(moved(stack, 2, 0))).toEqual([3, 1, 2])
    expect(units(moved(stack, 0, -1))).toEqual([1, 2, 3])
    expect(units(moved(stack, 1, 99))).toEqual([1, 3, 2])
    expect(moved(stack, 9, 0)).toBe(stack)
  })

  it('continues the stack with the width and activation that are there', () => {
    expect(newLayer('dense', [dense(128), { kind: 'dropout', rate: 0.1 }])).toEqual({ kind: 'dense', units: 128, activation: 'tanh' })
    expect(newLayer('dense', [])).toEqual({ kind: 'dense', units: 64, activation: 'relu' })
  })

  it('puts an embedding first', () => expect(placeFor('piecewise-linear', [dense(1)])).toBe(0))
})

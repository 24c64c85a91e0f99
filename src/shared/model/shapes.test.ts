import { describe, expect, it } from 'vitest'
import type { Layer } from './layer'
import { inferShapes, outputUnits } from './shapes'

const shapes = (layers: Layer[], inputs = 12, units = 114) => inferShapes({ layers, output: { activation: 'softmax' } }, inputs, units)

describe('shapes and parameters', () => {
  it('of the study: 12 inputs, [256, 256], 114 classes', () => {
    const { layers, output, parameters } = shapes([
      { kind: 'dense', units: 256, activation: 'relu' },
      { kind: 'dense', units: 256, activation: 'relu' },
    ])
    expect(layers.map((layer) => [layer.width, layer.parameters.total])).toEqual([[256, 3328], [256, 65_792]])
    expect(output.parameters.total).toBe(29_298)
    expect(parameters).toEqual({ total: 98_418, trainable: 98_418 })
  })

  it('count moving statistics and embeddings as not trainable', () => {
    const { layers } = shapes([{ kind: 'piecewise-linear', bins: 8 }, { kind: 'batch-normalization' }, { kind: 'layer-normalization' }])
    expect(layers.map((layer) => layer.width)).toEqual([96, 96, 96])
    expect(layers.map((layer) => layer.parameters)).toEqual([
      { total: 12 * 96 + 96, trainable: 0 },
      { total: 4 * 96, trainable: 2 * 96 },
      { total: 2 * 96, trainable: 2 * 96 },
    ])
  })

  it('of a residual block have a projection only where the widths differ', () => {
    const block = (units: number): Layer => ({ kind: 'residual', layers: [{ kind: 'dense', units, activation: 'relu', useBias: false }] })
    const [same, other] = shapes([block(12), block(20)]).layers
    expect(same).toMatchObject({ width: 12, parameters: { total: 144 } })
    expect(same?.projection).toBeUndefined()
    expect(other).toMatchObject({ width: 20, parameters: { total: 480 }, projection: { total: 240 } })
  })

  it('say in plain words what cannot be built', () => {
    const { problems } = shapes([
      { kind: 'dense', units: 4, activation: 'relu' },
      { kind: 'piecewise-linear', bins: 4 },
      { kind: 'residual', layers: [{ kind: 'dense', units: 4, activation: 'relu' }, { kind: 'piecewise-linear', bins: 4 }] },
    ])
    expect(problems.map(({ layer, inner }) => [layer, inner])).toEqual([[1, undefined], [2, 1]])
    expect(problems[0]?.message).toMatch(/^Layer 2: .*first layer/)
    expect(shapes([], 0, 0).problems).toHaveLength(2)
  })

  it('of the output follow the task', () => {
    expect(outputUnits('regression', 0, 'huber')).toBe(1)
    expect(outputUnits('classification', 2, 'binary-cross-entropy')).toBe(1)
    expect(outputUnits('classification', 2, 'sparse-categorical-cross-entropy')).toBe(2)
    expect(outputUnits('classification', 9, 'binary-cross-entropy')).toBe(9)
  })
})

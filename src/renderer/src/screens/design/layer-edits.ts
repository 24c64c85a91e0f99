import { assertNever } from '@shared/assert-never'
import type { Layer, PlainLayer } from '@shared/model/layer'
import type { ModelDesign } from '@shared/model/model-design'

type Layers = ModelDesign['layers']

/** A new layer of a kind. A dense one takes width and activation from the stack, so that adding continues what is there. */
export function newLayer(kind: Layer['kind'], layers: Layers): Layer {
  switch (kind) {
    case 'dense': {
      const before = [...layers].reverse().find((layer) => layer.kind === 'dense')
      return before === undefined ? { kind, units: 64, activation: 'relu' } : { kind, units: before.units, activation: before.activation }
    }
    case 'dropout':
      return { kind, rate: 0.2 }
    case 'batch-normalization':
    case 'layer-normalization':
      return { kind }
    case 'gaussian-noise':
      return { kind, standardDeviation: 0.1 }
    case 'piecewise-linear':
      return { kind, bins: 28 }
    case 'residual':
      return { kind, layers: [newLayer('dense', layers) as PlainLayer] }
    default:
      return assertNever(kind)
  }
}

export const inserted = (layers: Layers, at: number, layer: Layer): Layers => [...layers.slice(0, at), layer, ...layers.slice(at)]
export const removed = (layers: Layers, at: number): Layers => layers.filter((_, index) => index !== at)
export const replaced = (layers: Layers, at: number, layer: Layer): Layers => layers.map((one, index) => (index === at ? layer : one))

/** The layer at `from` taken out and put where `to` is then; places outside the stack mean its ends. */
export function moved(layers: Layers, from: number, to: number): Layers {
  const layer = layers[from]
  if (layer === undefined) return layers
  const rest = removed(layers, from)
  return inserted(rest, Math.min(rest.length, Math.max(0, to)), layer)
}

/** Where an added layer goes: an embedding reads the input, everything else goes to the end. */
export const placeFor = (kind: Layer['kind'], layers: Layers): number => (kind === 'piecewise-linear' ? 0 : layers.length)

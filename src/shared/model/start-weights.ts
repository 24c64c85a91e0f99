import { z } from 'zod'
import type { PlainLayer } from './layer'
import type { ModelDesign } from './model-design'

/** Weights that a training begins with instead of drawn ones: those of a model that was brought in. */
export const startWeights = z.object({
  /** Over the bytes of weights.bin and of model.json in `imports/` of the workspace. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the model was called. */
  name: z.string().max(200),
  /** Their shapes, layer by layer in the order of the stack: dense kernel and bias; normalisation gamma, beta, and of batches mean and variance. */
  shapes: z.array(z.array(z.number().int().positive()).min(1).max(2)).min(1).max(2000),
})
export type StartWeights = z.infer<typeof startWeights>

/** Rows and columns of a tensor; null: not known before the table is prepared. */
type WantedShape = readonly (number | null)[]

interface Wanted {
  readonly where: string
  readonly shape: WantedShape
}

/**
 * Why the weights that a stack is to start from do not fit it; null where they do, or where it starts from drawn ones. `inputs` and `units` are
 * null while they are not known. Layers without weights may come and go.
 */
export function startProblem({ start, layers }: Pick<ModelDesign, 'layers' | 'start'>, inputs: number | null, units: number | null): string | null {
  if (start === undefined) return null
  const { wanted, whole } = wantedShapes(layers, inputs, units)
  const what = `The weights of ${start.name} do not fit the stack`
  const rest = 'Change the layers back, or start from drawn weights.'
  for (const [place, { where, shape }] of wanted.entries()) {
    const given = start.shapes[place]
    if (given === undefined) return `${what}: there are none for ${where}. ${rest}`
    const fits = given.length === shape.length && shape.every((size, axis) => size === null || size === given[axis])
    if (!fits) return `${what}: ${where} asks for ${shapeText(shape)}, and they have ${shapeText(given)}. ${rest}`
  }
  return whole && start.shapes.length > wanted.length ? `${what}: they are of more layers than it has. ${rest}` : null
}

const shapeText = (shape: WantedShape): string => `[${shape.map((size) => size ?? '?').join(', ')}]`

/** Not `whole`: whether a block has a projection around it follows from the inputs, so nothing is known behind it. */
function wantedShapes(layers: ModelDesign['layers'], inputs: number | null, units: number | null): { readonly wanted: readonly Wanted[]; readonly whole: boolean } {
  const wanted: Wanted[] = []
  let width = inputs
  const plain = (layer: PlainLayer, where: string): void => {
    switch (layer.kind) {
      case 'dense':
        wanted.push({ where, shape: [width, layer.units] })
        if (layer.useBias !== false) wanted.push({ where, shape: [layer.units] })
        width = layer.units
        return
      case 'piecewise-linear': {
        const made = width === null ? null : width * layer.bins
        wanted.push({ where, shape: [width, made] }, { where, shape: [made] })
        width = made
        return
      }
      case 'batch-normalization':
        for (let one = 0; one < 4; one++) wanted.push({ where, shape: [width] })
        return
      case 'layer-normalization':
        for (let one = 0; one < 2; one++) wanted.push({ where, shape: [width] })
        return
      case 'dropout':
      case 'gaussian-noise':
    }
  }
  for (const [index, layer] of layers.entries()) {
    const where = `layer ${index + 1}`
    if (layer.kind !== 'residual') {
      plain(layer, where)
      continue
    }
    const before = width
    layer.layers.forEach((inner) => plain(inner, where))
    if (before === null && width !== null) return { wanted, whole: false }
    if (before !== width) wanted.push({ where, shape: [before, width] })
  }
  wanted.push({ where: 'the output', shape: [width, units] }, { where: 'the output', shape: [units] })
  return { wanted, whole: true }
}

/** Names of layers as the trainer gives them, in the order of the stack: layer_2 before layer_10, and the projection of a block after its layers. */
export function inStackOrder(a: string, b: string): number {
  const key = (name: string): readonly number[] => {
    if (name === 'output') return [Infinity, 0]
    const [, layer = '0', inner = ''] = /^layer_(\d+)(?:_(\d+|skip))?$/.exec(name) ?? []
    return [Number(layer), inner === 'skip' ? Infinity : Number(inner)]
  }
  const [[oneA = 0, twoA = 0], [oneB = 0, twoB = 0]] = [key(a), key(b)]
  return oneA === oneB ? (twoA === twoB ? 0 : twoA - twoB) : oneA - oneB
}

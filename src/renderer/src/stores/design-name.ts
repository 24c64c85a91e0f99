import type { ModelDesign } from '@shared/model/model-design'
import type { PlainLayer } from '@shared/model/layer'

const denseOf = (layers: ModelDesign['layers']): readonly Extract<PlainLayer, { kind: 'dense' }>[] =>
  layers.flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer])).filter((layer) => layer.kind === 'dense')

/** `name`, or with the first number behind it that no other run has taken: two runs of one design can be told apart. */
export function untaken(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let number = 2
  while (taken.has(`${name} (${number})`)) number += 1
  return `${name} (${number})`
}

/** A short name for a stack, used where the person gave none: 256-256 relu, dropout 0.3. */
export function designName(design: ModelDesign): string {
  const dense = denseOf(design.layers)
  if (dense.length === 0) return design.output.activation === 'linear' ? 'Linear model' : 'Logistic regression'
  const widths = dense.map((layer) => layer.units).join('-')
  const activations = [...new Set(dense.map((layer) => layer.activation))].join('/')
  const rates = [...new Set(design.layers.flatMap((layer) => (layer.kind === 'dropout' ? [layer.rate] : [])))]
  return [`${widths} ${activations}`, ...(rates.length > 0 ? [`dropout ${rates.join('/')}`] : [])].join(', ')
}

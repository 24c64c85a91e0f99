import { oneLayer } from './compose'
import { gridValues } from './space'
import type { Assignment, Parameter } from './space'

/** Settings of every hidden layer: without one they change nothing. */
const ofEveryLayer: ReadonlySet<string> = new Set(['layers.width', 'layers.activation', 'layers.dropout', 'layers.batchNormalization', 'layers.l2'])

/** Whether trials of this space may hold a setting that changes nothing beside the others; false only where none does. */
export function mayHoldIdle(space: readonly Parameter[]): boolean {
  const count = space.find((one) => one.path === 'layers.count')
  if (count === undefined) return false
  return space.some((one) => oneLayer.test(one.path)) || gridValues(count).includes(0) || (count.kind !== 'choice' && count.low <= 0)
}

/** Whether a setting of a space has a part in what is idle: is so itself, or decides it. */
export const playsWithLayers = ({ path }: Parameter): boolean => path === 'layers.count' || ofEveryLayer.has(path) || oneLayer.test(path)

/**
 * The values of a trial without those that change nothing of it: of hidden layers beyond its `layers.count`, of every layer where it has
 * none, and of every layer where each has its own. Two trials for which this is the same are the same experiment.
 */
export function withoutIdle(values: Assignment): Assignment {
  const count = values['layers.count']
  if (typeof count !== 'number') return values
  const entries = Object.entries(values)
  const used = entries.filter(([path]) => !isIdle(path, count, values))
  return used.length === entries.length ? values : Object.fromEntries(used)
}

function isIdle(path: string, count: number, values: Assignment): boolean {
  const place = oneLayer.exec(path)?.[1]
  if (place !== undefined) return Number(place) >= count
  if (!ofEveryLayer.has(path)) return false
  if (path !== 'layers.width' && path !== 'layers.activation') return count === 0
  const name = path.slice('layers.'.length)
  for (let layer = 0; layer < count; layer++) if (!(`layers[${layer}].${name}` in values)) return false
  return true
}

import { createRandom, mixSeeds } from '@shared/maths/random'
import type { Effect, ImportanceReport } from '@shared/study/report'
import { gridValues, placeOf, sameValue, valueAt } from '@shared/study/space'
import type { Assignment, Parameter } from '@shared/study/space'
import { decomposeTree, marginalAt } from './functional-anova'
import { growTree, predictTree } from './regression-tree'
import type { Leaf } from './regression-tree'

/** A combination with what it came to. */
export interface MeasuredCombination {
  readonly values: Assignment
  readonly objective: number
}

const trees = 64
const fewest = 8
/** Pairs of more settings than this say little, and take long. */
const mostPaired = 12
/** Points of a range at which its effect is shown. */
const rangePoints = 9

/** Which settings matter, alone and in pairs, and what each value does. The same trials give the same figures. */
export function settingImportance(space: readonly Parameter[], measured: readonly MeasuredCombination[]): ImportanceReport | null {
  // A setting with one value explains nothing.
  const settings = space.filter((one) => new Set(measured.map(({ values }) => JSON.stringify(values[one.path]))).size > 1)
  if (measured.length < fewest || settings.length === 0) return null
  // A setting that does not apply stands in the middle: it is as if it were averaged over.
  const points = measured.map(({ values }) => Float64Array.from(settings, (one) => (one.path in values ? placeOf(one, values[one.path]) : 0.5)))
  const objective = Float64Array.from(measured, (one) => one.objective)
  const forest: (readonly Leaf[])[] = []
  const left: { sum: number; count: number }[] = measured.map(() => ({ sum: 0, count: 0 }))
  for (let tree = 0; tree < trees; tree++) {
    const random = createRandom(mixSeeds(tree, 0xf04e57))
    const rows = Array.from(points, () => random.below(points.length))
    const leaves = growTree(points, objective, rows, settings.length, random)
    forest.push(leaves)
    const inside = new Set(rows)
    points.forEach((point, row) => {
      const held = left[row]
      if (inside.has(row) || held === undefined) return
      held.sum += predictTree(leaves, point)
      held.count++
    })
  }
  const withPairs = settings.length <= mostPaired
  const parts = forest.flatMap((leaves) => decomposeTree(leaves, settings.length, withPairs) ?? [])
  if (parts.length === 0) return null
  const meanOf = (pick: (part: (typeof parts)[number]) => number | undefined) => parts.reduce((sum, part) => sum + (pick(part) ?? 0), 0) / parts.length
  let pair = 0
  const interactions = !withPairs
    ? []
    : settings.flatMap((a, i) =>
        settings.slice(i + 1).map((b) => {
          const at = pair++
          return { paths: [a.path, b.path] as const, share: meanOf((part) => part.pairs[at]) }
        }),
      )
  return {
    method: 'functional-anova',
    trees,
    outOfBag: outOfBag(left, objective),
    trials: measured.length,
    importance: settings.map((one, d) => ({ path: one.path, share: meanOf((part) => part.single[d]) })).sort((a, b) => b.share - a.share),
    interactions: interactions.sort((a, b) => b.share - a.share),
    effects: settings.map((one, d) => effectOf(one, d, forest, measured)),
  }
}

function outOfBag(left: readonly { readonly sum: number; readonly count: number }[], objective: Float64Array): number | null {
  const rows = left.flatMap(({ sum, count }, row) => (count === 0 ? [] : [{ predicted: sum / count, value: objective[row] ?? 0 }]))
  const mean = rows.reduce((sum, { value }) => sum + value, 0) / rows.length
  const variance = rows.reduce((sum, { value }) => sum + (value - mean) ** 2, 0)
  return rows.length < 2 || variance === 0 ? null : 1 - rows.reduce((sum, { value, predicted }) => sum + (value - predicted) ** 2, 0) / variance
}

function effectOf(one: Parameter, d: number, forest: readonly (readonly Leaf[])[], measured: readonly MeasuredCombination[]): Effect {
  const known = gridValues(one)
  const values = known.length > 0 && known.length <= 50 ? known : Array.from({ length: rangePoints }, (_, i) => valueAt(one, i / (rangePoints - 1)))
  const places = values.map((value) => placeOf(one, value))
  const seen = values.map((): number[] => [])
  for (const { values: own, objective } of measured) {
    if (!(one.path in own)) continue
    const exact = values.findIndex((value) => sameValue(value, own[one.path]))
    const place = placeOf(one, own[one.path])
    const nearest = exact >= 0 ? exact : places.reduce((best, other, i) => (Math.abs(other - place) < Math.abs((places[best] ?? 0) - place) ? i : best), 0)
    seen[nearest]?.push(objective)
  }
  return {
    path: one.path,
    points: values.map((value, i) => {
      const predictions = forest.map((leaves) => marginalAt(leaves, d, places[i] ?? 0))
      const predicted = predictions.reduce((sum, x) => sum + x, 0) / predictions.length
      const own = seen[i] ?? []
      return {
        value,
        predicted,
        standardDeviation: Math.sqrt(predictions.reduce((sum, x) => sum + (x - predicted) ** 2, 0) / Math.max(1, predictions.length - 1)),
        trials: own.length,
        mean: own.length === 0 ? null : own.reduce((sum, x) => sum + x, 0) / own.length,
        lowest: own.length === 0 ? null : Math.min(...own),
        highest: own.length === 0 ? null : Math.max(...own),
      }
    }),
  }
}

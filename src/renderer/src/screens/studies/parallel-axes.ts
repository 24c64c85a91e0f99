import type { Configuration } from '@shared/study/ranking'
import { placeOf, sameValue, valueAt } from '@shared/study/space'
import type { Parameter } from '@shared/study/space'
import type { SearchPlan } from '@shared/study/study'

/** One upright line of the picture: a setting, or what the combinations came to. */
export interface ParallelAxis {
  readonly path: string
  /** Where a combination meets it, from 0 (bottom) to 1 (top); null where it has no such value. */
  readonly placeOf: (one: Configuration) => number | null
  /** The value at a place; of names the nearest one. */
  readonly valueAt: (place: number) => unknown
  /** Places with their values, for the marks beside it. */
  readonly marks: readonly { readonly place: number; readonly value: unknown }[]
}

export const objectivePath = 'objective'
const mostMarks = 8

export function parallelAxes(plan: SearchPlan, ranking: readonly Configuration[]): readonly ParallelAxis[] {
  return [...plan.space.map((one) => settingAxis(one, ranking)), objectiveAxis(ranking)]
}

function settingAxis(one: Parameter, ranking: readonly Configuration[]): ParallelAxis {
  const { path } = one
  if (one.kind === 'choice') {
    const values = withThoseByHand(one.values, ranking.flatMap(({ values: own }) => (path in own ? [own[path]] : [])))
    const last = Math.max(1, values.length - 1)
    const place = (index: number): number => (values.length === 1 ? 0.5 : index / last)
    const stride = Math.ceil(values.length / mostMarks)
    return {
      path,
      placeOf: ({ values: own }) => {
        const index = path in own ? values.findIndex((value) => sameValue(value, own[path])) : -1
        return index < 0 ? null : place(index)
      },
      valueAt: (at) => values[Math.round(at * last)] ?? values[0],
      marks: values.map((value, index) => ({ place: place(index), value })).filter((_, index) => index % stride === 0),
    }
  }
  // With steps as without: a trial by hand lies where it lies.
  const open = withoutSteps(one)
  const range: Parameter = { ...open, kind: 'float' }
  return {
    path,
    placeOf: ({ values: own }) => (typeof own[path] === 'number' ? Math.min(1, Math.max(0, placeOf(range, own[path]))) : null),
    valueAt: (at) => valueAt(one.kind === 'int' ? { ...open, kind: 'int' } : range, at),
    marks: [0, 0.25, 0.5, 0.75, 1].map((place) => ({ place, value: valueAt(range, place) })),
  }
}

/** A trial by hand may have a value that the list does not: numbers stand in their order, other values after the listed ones. */
function withThoseByHand(listed: readonly unknown[], tried: readonly unknown[]): readonly unknown[] {
  const values = [...listed]
  for (const value of tried) if (!values.some((other) => sameValue(other, value))) values.push(value)
  return values.length > listed.length && values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values
}

const withoutSteps = ({ steps: _steps, ...rest }: Exclude<Parameter, { kind: 'choice' }>): Exclude<Parameter, { kind: 'choice' }> => rest

function objectiveAxis(ranking: readonly Configuration[]): ParallelAxis {
  let [low, high] = [Infinity, -Infinity]
  for (const { objective } of ranking) {
    low = Math.min(low, objective)
    high = Math.max(high, objective)
  }
  const span = high > low ? high - low : 1
  return {
    path: objectivePath,
    placeOf: ({ objective }) => (high > low ? (objective - low) / span : 0.5),
    valueAt: (at) => low + at * (high > low ? span : 0),
    marks: high > low ? [0, 0.25, 0.5, 0.75, 1].map((place) => ({ place, value: low + place * span })) : ranking.length === 0 ? [] : [{ place: 0.5, value: low }],
  }
}

export type Brush = readonly [number, number]

/** Combinations that meet every brushed axis inside its brush. */
export function insideBrushes(ranking: readonly Configuration[], axes: readonly ParallelAxis[], brushes: ReadonlyMap<string, Brush>): readonly Configuration[] {
  const asked = axes.filter((axis) => brushes.has(axis.path))
  return ranking.filter((one) =>
    asked.every((axis) => {
      const place = axis.placeOf(one)
      const [from, to] = brushes.get(axis.path) ?? [0, 1]
      return place !== null && place >= from - 1e-9 && place <= to + 1e-9
    }),
  )
}

import { z } from 'zod'

/** A setting of the experiment by its path, as docs/experiment-format.md writes it, or one of the composed settings of docs/studies.md. */
const settingPath = z.string().min(1).max(200)

/** Only where another setting, named before this one, has one of these values. */
const condition = z.object({ path: settingPath, in: z.array(z.unknown()).min(1) })

const range = {
  path: settingPath,
  low: z.number(),
  high: z.number(),
  /** Tried evenly on a logarithmic scale. */
  log: z.boolean().optional(),
  /** Only so many values, evenly spread from low to high. A grid needs it. */
  steps: z.number().int().min(2).max(1000).optional(),
  when: condition.optional(),
}

/** One setting that the trials of a study differ in. */
export const parameter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), path: settingPath, values: z.array(z.unknown()).min(1).max(1000), when: condition.optional() }),
  z.object({ kind: z.literal('int'), ...range }),
  z.object({ kind: z.literal('float'), ...range }),
])
export type Parameter = z.infer<typeof parameter>

/** Values by path, of the settings that apply; those whose condition is not met are absent. */
export type Assignment = Readonly<Record<string, unknown>>

export const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** Whether a setting is tried at all beside these values of those before it. */
export function applies(one: Parameter, values: Assignment): boolean {
  const { when } = one
  if (when === undefined) return true
  return when.path in values && when.in.some((value) => sameValue(value, values[when.path]))
}

/** How many values a setting can take; null: more than can be counted. */
export function valueCount(one: Parameter): number | null {
  if (one.kind === 'choice') return one.values.length
  if (one.low === one.high) return 1
  if (one.steps !== undefined) return steppedValues(one).length
  return one.kind === 'int' && one.log !== true ? one.high - one.low + 1 : null
}

/** The values that a grid tries, in order. Empty where they cannot be counted. */
export function gridValues(one: Parameter): readonly unknown[] {
  if (one.kind === 'choice') return one.values
  if (one.low === one.high) return [one.low]
  if (one.steps !== undefined) return steppedValues(one)
  if (one.kind === 'int' && one.log !== true) return Array.from({ length: one.high - one.low + 1 }, (_, i) => one.low + i)
  return []
}

type Range = Extract<Parameter, { kind: 'int' | 'float' }>

/** Equal whole numbers stand once. */
function steppedValues(one: Range): number[] {
  const { steps = 2 } = one
  return [...new Set(Array.from({ length: steps }, (_, i) => between(one, i / (steps - 1))))]
}

/** The number at a share of the way from low to high, on the scale of the setting. */
function between(one: Range, share: number): number {
  if (share <= 0) return one.low
  if (share >= 1) return one.high
  const value = one.log === true ? Math.exp(Math.log(one.low) + share * (Math.log(one.high) - Math.log(one.low))) : one.low + share * (one.high - one.low)
  if (one.kind === 'int') return Math.min(one.high, Math.max(one.low, Math.round(value)))
  return Number(value.toPrecision(12))
}

/** The value at a place u in [0, 1): every value that can be tried gets an equal share of the places. */
export function valueAt(one: Parameter, u: number): unknown {
  const inside = Math.min(Math.max(u, 0), 1 - 2 ** -53)
  if (one.kind === 'choice' || one.steps !== undefined) {
    const values = gridValues(one)
    return values[Math.floor(inside * values.length)]
  }
  if (one.kind === 'float') return between(one, inside)
  // A whole number stands for the half on each side of it.
  const wide: Range = { ...one, kind: 'float', low: one.low - 0.5, high: one.high + 0.5 }
  return Math.min(one.high, Math.max(one.low, Math.round(between(wide, inside))))
}

/** The middle of the places of a value: `valueAt` the other way round. */
export function placeOf(one: Parameter, value: unknown): number {
  if (one.kind === 'choice' || one.steps !== undefined) {
    const values = gridValues(one)
    const index = values.findIndex((other) => sameValue(other, value))
    return (Math.max(0, index) + 0.5) / values.length
  }
  const number = Number(value)
  const [low, high] = one.kind === 'int' ? [one.low - 0.5, one.high + 0.5] : [one.low, one.high]
  if (low === high) return 0.5
  const share = one.log === true ? (Math.log(number) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (number - low) / (high - low)
  return Math.min(Math.max(share, 0), 1 - 2 ** -53)
}

/** The settings at one point of the unit cube, one place for each setting of the space. */
export function assignmentAt(space: readonly Parameter[], point: readonly number[]): Assignment {
  const values: Record<string, unknown> = {}
  space.forEach((one, index) => {
    if (applies(one, values)) values[one.path] = valueAt(one, point[index] ?? 0.5)
  })
  return values
}

/** Two assignments of a space are the same trial. */
export const assignmentKey = (values: Assignment): string => JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))

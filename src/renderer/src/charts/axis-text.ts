import { compact, decimal, percent } from '../format/number'

/** A value as text. `step`: how far the values that stand beside it are from each other, so that each reads differently. */
export type ValueFormat = (value: number, step?: number) => string

/** Values on an x axis that counts something. */
export const xFormat = (value: number): string => compact(value)

export const axisFormat: ValueFormat = (value, step) => (Math.abs(value) >= 1000 ? compact(value) : decimal(value, digitsFor(value, step, 3)))

/** Significant digits that tell a value from the one a step further, at least `least`. */
export const digitsFor = (value: number, step: number | undefined, least: number): number =>
  step === undefined || step <= 0 || value === 0 ? least : Math.max(least, Math.ceil(Math.log10(Math.abs(value) / step)) + 2)

/** Shares in percent: a decimal only where it is needed. */
export const shareFormat: ValueFormat = (value, step) => percent(value, step !== undefined && step < 0.001 ? Math.min(6, Math.ceil(-Math.log10(step * 100))) : Math.abs(value * 100 - Math.round(value * 100)) < 1e-6 ? 0 : 1)

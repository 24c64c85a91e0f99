import { styled } from './number-style'

/** Numbers as they stand in the window: with thousands separators, a sensible precision and their unit; in the decimal style of the settings. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
/** U+2212: as wide as a digit, so that columns stay aligned. */
const minus = '\u2212'
export const none = '–'

const withMinus = (text: string): string => text.replace(/^-/, minus)

/** 91200 → 91,200 */
export const integer = (value: number): string => styled(englishInteger(value))
const englishInteger = (value: number): string => withMinus(whole.format(value))

/** rows(1, 'row') → 1 row; rows(91200, 'row') → 91,200 rows */
export const counted = (value: number, one: string, many = `${one}s`): string => `${integer(value)} ${value === 1 ? one : many}`

/** A share in [0, 1] in percent: 0.334 → 33.4 % */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return none
  return styled(`${withMinus((share * 100).toFixed(digits))} %`)
}

/** A plain number with about `digits` significant ones and no needless zeros: 2.7132 → 2.713, 0.00001 → 1e-5 */
export const decimal = (value: number | null | undefined, digits = 4): string => styled(englishDecimal(value, digits))

function englishDecimal(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e6) return withMinus(whole.format(value))
  if (size < 1e-4) return withMinus(value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e'))
  if (size >= 1e6) return size < 1e12 ? withMinus(whole.format(value)) : value.toExponential(2)
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)))
  const exact = value.toFixed(Math.min(places, 8))
  const shown = exact.includes('.') ? exact.replace(/\.?0+$/, '') : exact
  const [ahead = '0', behind] = shown.split('.')
  const grouped = whole.format(Math.abs(Number(ahead)))
  return `${value < 0 ? minus : ''}${grouped}${behind === undefined ? '' : `.${behind}`}`
}

/** A number with its sign always shown, for differences. */
export const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text)

/** With exactly so many decimals: 0.5 → 0.50 */
export const fixed = (value: number, places: number): string => styled(withMinus(value.toFixed(places)))

/** 4032 → 4.0 kB */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = size / 1000
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return styled(`${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`)
}

/** 131_072 → 131 k: for axes and narrow places. */
export const compact = (value: number): string => styled(englishCompact(value))

function englishCompact(value: number): string {
  const size = Math.abs(value)
  if (size < 1000) return Number.isInteger(value) ? withMinus(String(value)) : englishDecimal(value, 3)
  const steps: readonly (readonly [number, string])[] = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]
  for (const [step, unit] of steps) {
    if (size >= step) return withMinus(`${(value / step).toFixed(size / step < 10 ? 1 : 0)} ${unit}`)
  }
  return withMinus(String(value))
}

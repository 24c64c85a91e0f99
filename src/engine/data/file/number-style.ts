import type { ReadingOptions } from '@shared/dataset/reading-options'

export interface NumberStyle {
  readonly decimal: '.' | ','
  readonly thousands: NonNullable<ReadingOptions['thousands']>
}

const escapeForPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The pattern of a number in a style that groups thousands, as source of a regular expression that JavaScript and RE2 both take. */
export function groupedNumberPattern(style: NumberStyle): string {
  const group = escapeForPattern(style.thousands)
  const point = escapeForPattern(style.decimal)
  return `[+-]?([0-9]{1,3}(${group}[0-9]{3})+|[0-9]+)(${point}[0-9]*)?([eE][+-]?[0-9]+)?`
}

const groupedPatterns = new Map<string, RegExp>()

/** Making a pattern takes longer than trying it. */
function groupedPattern(decimal: '.' | ',', thousands: string): RegExp {
  const key = decimal + thousands
  const held = groupedPatterns.get(key)
  if (held !== undefined) return held
  const made = new RegExp(`^${groupedNumberPattern({ decimal, thousands: thousands as NumberStyle['thousands'] })}$`)
  groupedPatterns.set(key, made)
  return made
}

/** A cell as a number, or null. Not a finite number: null. */
export function asNumber(cell: string, decimal: '.' | ',', thousands: string): number | null {
  let text = cell.trim()
  if (text === '') return null
  if (thousands !== '') {
    if (!groupedPattern(decimal, thousands).test(text)) return null
    text = text.split(thousands).join('')
  }
  if (decimal === ',') text = text.replace(',', '.')
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

const enoughCells = 2000

const styles: readonly NumberStyle[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
]

/** The way of writing numbers under which most cells of the records are numbers; the plainest of equals. Pure. */
export function sniffNumberStyle(records: readonly (readonly string[])[], delimiter: string, asked: ReadingOptions): NumberStyle {
  const fits = styles.filter(
    (s) => (asked.decimal === undefined || s.decimal === asked.decimal) && (asked.thousands === undefined || s.thousands === asked.thousands),
  )
  const [only] = fits
  if (only === undefined) return { decimal: asked.decimal ?? '.', thousands: asked.thousands ?? '' }
  if (fits.length === 1) return only
  // Where a comma or a point ends every number alike, "1,234" is a thousand only if some cell cannot be read otherwise.
  const cells = numberLike(records)
  if (cells.length === 0) return only
  let best = { style: only, count: -1 }
  for (const style of fits) {
    const count = cells.filter((cell) => asNumber(cell, style.decimal, style.thousands) !== null).length
    if (count > best.count) best = { style, count }
    // None of those that follow can read more.
    if (count === cells.length) break
  }
  return ambiguousThousands(best.style, cells, delimiter) && fits.some((s) => s.decimal === '.' && s.thousands === ',')
    ? { decimal: '.', thousands: ',' }
    : best.style
}

/** Cells that may be numbers, enough of them to judge by. */
function numberLike(records: readonly (readonly string[])[]): string[] {
  const cells: string[] = []
  for (const record of records) {
    for (const cell of record) if (/^\s*[+-]?[0-9][0-9.,' ]*([eE][+-]?[0-9]+)?\s*$/.test(cell)) cells.push(cell)
    if (cells.length >= enoughCells) break
  }
  return cells
}

/** Decimal commas that are all followed by exactly three digits, some twice or with a leading digit other than 0, are thousands. */
function ambiguousThousands(style: NumberStyle, cells: readonly string[], delimiter: string): boolean {
  if (style.decimal !== ',' || style.thousands !== '' || delimiter === ';') return false
  const withComma = cells.filter((cell) => cell.includes(','))
  return withComma.length > 0 && withComma.every((cell) => /^\s*[+-]?[1-9][0-9]{0,2},[0-9]{3}\s*$/.test(cell))
}

export interface NumberLimits {
  readonly min: number
  readonly max: number
  readonly whole: boolean
}

/** What was typed as a number, or why it is none. A comma counts as a decimal point; thousands are not separated. */
export function parseNumber(text: string, limits: NumberLimits): { readonly value: number | null; readonly problem: string | null } {
  const clean = text.trim().replace(',', '.').replace('\u2212', '-')
  const value = clean === '' ? NaN : Number(clean)
  if (!Number.isFinite(value)) return { value: null, problem: 'Type a number.' }
  if (limits.whole && !Number.isInteger(value)) return { value: null, problem: 'Type a whole number.' }
  if (value < limits.min) return { value: null, problem: `Not less than ${limits.min}.` }
  if (value > limits.max) return { value: null, problem: `Not more than ${limits.max}.` }
  return { value, problem: null }
}

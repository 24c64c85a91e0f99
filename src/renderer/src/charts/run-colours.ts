/** How the curves of a run are drawn: one of ten colours; the next ten runs have the same with longer dashes. */
export interface RunStyle {
  /** Custom property of styles/tokens.css. */
  readonly colour: string
  readonly solid: readonly number[]
  readonly dashed: readonly number[]
}

/** The style of the run that was created as the `place`-th, 0-based. Validation takes `solid`, training `dashed`. */
export function runStyle(place: number): RunStyle {
  const round = Math.floor(place / 10) % 2
  return {
    colour: `--run-${(place % 10) + 1}`,
    solid: round === 0 ? [] : [10, 3],
    dashed: round === 0 ? [4, 3] : [10, 3, 2, 3],
  }
}

/** The value of a custom property now: it changes with the theme. */
export const tokenValue = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

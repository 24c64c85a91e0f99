import type { Random } from '@shared/maths/random'

/** How well one column alone tells the target on rows that it was not fitted on. */
export interface Alone {
  /** Accuracy of classes, R² of numbers. */
  readonly score: number
  /** What always saying the most frequent class, or the mean, reaches. */
  readonly base: number
  /** (score - base) / (1 - base): 0 for nothing learned, 1 for all. */
  readonly gain: number
  readonly rows: number
}

/** Half of the rows are fitted on, half are predicted. */
export interface Halves {
  readonly fit: Int32Array
  readonly heldOut: Int32Array
}

/** Draws at most `limit` rows in random order and halves them. */
export function halve(rows: Int32Array, limit: number, random: Random): Halves {
  const drawn = Int32Array.from(rows)
  const size = Math.min(limit, drawn.length)
  // The first steps of a Fisher-Yates shuffle: as many as are needed.
  for (let i = 0; i < size; i++) {
    const j = i + random.below(drawn.length - i)
    const held = drawn[i] as number
    drawn[i] = drawn[j] as number
    drawn[j] = held
  }
  return { fit: drawn.subarray(0, size >> 1), heldOut: drawn.subarray(size >> 1, size) }
}

/**
 * Predicts classes from the values of one column. With `near`, a value that was not fitted is answered as the nearest one that was
 * (numbers); without, as the most frequent class (keys). Among equal values the majority counts. NaN is a value of its own.
 */
export function predictClasses(values: Float64Array, codes: Int32Array, classes: number, halves: Halves, near: boolean): Alone {
  const { fit, heldOut } = halves
  const counts = new Float64Array(classes)
  for (let i = 0; i < fit.length; i++) {
    const code = codes[fit[i] as number] as number
    counts[code] = (counts[code] as number) + 1
  }
  const usual = indexOfLargest(counts)
  const answers = majorityByValue(values, codes, classes, fit)
  const known = near ? Float64Array.from(answers.keys()).filter((x) => !Number.isNaN(x)).sort() : null
  let right = 0
  let usually = 0
  for (let i = 0; i < heldOut.length; i++) {
    const row = heldOut[i] as number
    const value = values[row] as number
    let answer = answers.get(value)
    if (answer === undefined && known !== null && known.length > 0 && !Number.isNaN(value)) answer = answers.get(nearest(known, value))
    if ((answer ?? usual) === codes[row]) right++
    if (usual === codes[row]) usually++
  }
  return alone(right / heldOut.length, usually / heldOut.length, heldOut.length)
}

/** Predicts numbers likewise: the mean of equal values, or of the nearest value. */
export function predictNumbers(values: Float64Array, target: Float64Array, halves: Halves, near: boolean): Alone {
  const { fit, heldOut } = halves
  const sums = new Map<number, { sum: number; count: number }>()
  let total = 0
  for (let i = 0; i < fit.length; i++) {
    const row = fit[i] as number
    const y = target[row] as number
    total += y
    const held = sums.get(values[row] as number)
    if (held === undefined) sums.set(values[row] as number, { sum: y, count: 1 })
    else {
      held.sum += y
      held.count++
    }
  }
  const mean = total / fit.length
  const known = near ? Float64Array.from(sums.keys()).filter((x) => !Number.isNaN(x)).sort() : null
  let wrong = 0
  let spread = 0
  for (let i = 0; i < heldOut.length; i++) {
    const row = heldOut[i] as number
    const value = values[row] as number
    let held = sums.get(value)
    if (held === undefined && known !== null && known.length > 0 && !Number.isNaN(value)) held = sums.get(nearest(known, value))
    const answer = held === undefined ? mean : held.sum / held.count
    wrong += ((target[row] as number) - answer) ** 2
    spread += ((target[row] as number) - mean) ** 2
  }
  return alone(spread > 0 ? 1 - wrong / spread : 0, 0, heldOut.length)
}

function alone(score: number, base: number, rows: number): Alone {
  return { score, base, gain: base < 1 ? (score - base) / (1 - base) : 0, rows }
}

/** The most frequent class of each value. One map of counts by (value, class): a map per value takes several times as long. */
function majorityByValue(values: Float64Array, codes: Int32Array, classes: number, rows: Int32Array): Map<number, number> {
  const places = new Map<number, number>()
  const counts = new Map<number, number>()
  const most: number[] = []
  const best: number[] = []
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const value = values[row] as number
    let place = places.get(value)
    if (place === undefined) {
      place = places.size
      places.set(value, place)
      most.push(0)
      best.push(-1)
    }
    const code = codes[row] as number
    const pair = place * classes + code
    const count = (counts.get(pair) ?? 0) + 1
    counts.set(pair, count)
    if (count > (most[place] as number)) {
      most[place] = count
      best[place] = code
    }
  }
  const answers = new Map<number, number>()
  for (const [value, place] of places) answers.set(value, best[place] as number)
  return answers
}

/** The entry of ascending values that is nearest to x. */
function nearest(ascending: Float64Array, x: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < x) low = middle + 1
    else high = middle
  }
  const above = ascending[low] as number
  const below = ascending[Math.max(0, low - 1)] as number
  return Math.abs(above - x) < Math.abs(x - below) ? above : below
}

function indexOfLargest(counts: Float64Array): number {
  let best = 0
  counts.forEach((count, i) => {
    if (count > (counts[best] as number)) best = i
  })
  return best
}
